import type { Reader, Writer } from '../../wire/schema/index.ts'

/** One request to the server: how its body is written, how the answer's is read. */
export interface Request<T> {
  /** An `opCode`. */
  readonly type: number
  /** The client's path that an error is about. */
  readonly path?: string
  /** One of `specialXid`, for what is not counted. */
  readonly xid?: number
  write(writer: Writer): void
  read(reader: Reader): T
  /** Told the error code (0 for none) as soon as the answer is there, before anything behind it is looked at. */
  answered?(code: number): void
}

/** A request on its way, with its promise. */
export interface PendingRequest {
  readonly xid: number
  readonly type: number
  readonly path: string | undefined
  readonly frame: Buffer
  /** Takes the answer's body. */
  resolve(code: number, body: Reader): void
  reject(error: Error): void
}
