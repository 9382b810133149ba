import type { World } from './world.ts'

export interface Limits {
  /** Virtual time. */
  readonly milliseconds: number
  readonly events: number
}

/** A broken promise. */
export interface Violation<Kind extends string = string> {
  readonly kind: Kind
  readonly text: string
}

/** Runs a world until `play` is through. What nobody caught, and a run that does not end, are told to `failed`. */
export async function drive(
  world: World,
  play: () => Promise<void>,
  limits: Limits,
  failed: (text: string) => void,
): Promise<void> {
  const unhandled = (reason: unknown) => failed(`A promise was rejected: ${describe(reason)}`)
  process.on('unhandledRejection', unhandled)
  const { stackTraceLimit } = Error
  if (!world.trace.isWritten) Error.stackTraceLimit = 0 // Errors are an everyday thing here, and their stacks cost a lot.
  try {
    await world.time.drive(play, limits)
  } catch (error) {
    failed(describe(error))
  } finally {
    process.off('unhandledRejection', unhandled)
    Error.stackTraceLimit = stackTraceLimit
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
