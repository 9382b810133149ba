import type { Clock } from '../../base/clock.ts'
import { opCode } from '../../wire/jute/op-codes.ts'
import type { Request } from './request.ts'

/** Hears what a client does. Nobody has to listen, and then nothing is measured. */
export interface ZooKeeperTrace {
  /** A request was answered, or will not be. */
  readonly asked: (event: AskedOperation) => void
  /** A server could not be reached, or has ended the connection. */
  readonly lost: (event: { readonly server: string; readonly error: unknown }) => void
}

export interface AskedOperation {
  /** An `opCode`'s name: `getData`. */
  readonly operation: string
  readonly path: string | undefined
  /** As ZooKeeper's client names it, `localhost/127.0.0.1:2181`; undefined where there never was a connection. */
  readonly server: string | undefined
  readonly milliseconds: number
  readonly error?: unknown
}

const names = new Map<number, string>(Object.entries(opCode).map(([name, code]) => [code, name]))

/** Tells of the request when its end is known; gives what its answer gives. */
export async function traced<T>(
  request: Request<T>,
  answer: Promise<T>,
  { trace, clock, server }: { trace: ZooKeeperTrace; clock: Clock; server: () => string | undefined },
): Promise<T> {
  const begun = clock.elapsed()
  const tell = (end: { error?: unknown }) => {
    const operation = names.get(request.type) ?? String(request.type)
    const milliseconds = clock.elapsed() - begun
    trace.asked({ operation, path: request.path, server: server(), milliseconds, ...end })
  }
  try {
    const value = await answer
    tell({})
    return value
  } catch (error) {
    tell({ error })
    throw error
  }
}
