import { JavaException } from '../kit/java-exception.ts'

/** What the tool tells in its own words alone, without a trace. */
export class TerseFailure extends Error {
  override readonly name = 'TerseFailure'
}

/** A call to the cluster failed; in Kafka's tool it is inside of an ExecutionException. */
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

export const commandFailed = (message: string) =>
  new JavaException('org.apache.kafka.server.common.AdminCommandFailedException', message)

export const operationFailed = (message: string) =>
  new JavaException('org.apache.kafka.server.common.AdminOperationException', message)
