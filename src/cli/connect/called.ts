/** A call to the cluster failed; a Kafka tool that waits for its future sees that inside an ExecutionException. */
export class CallFailed extends Error {
  override readonly name = 'CallFailed'

  constructor(cause: unknown) {
    super('the call failed', { cause })
  }
}

/** Waits for a call's answer. Throws CallFailed. */
export async function called<T>(call: Promise<T>): Promise<T> {
  try {
    return await call
  } catch (error) {
    throw new CallFailed(error)
  }
}
