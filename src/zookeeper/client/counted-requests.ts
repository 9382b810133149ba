import { ZooKeeperError } from '../../wire/jute/errors.ts'
import { requestFrame } from './frames.ts'
import type { PendingRequest, Request } from './request.ts'

/** Gives a session's requests their numbers. */
export class CountedRequests {
  #nextXid = 1

  pending<T>(request: Request<T>, resolve: (value: T) => void, reject: (error: Error) => void): PendingRequest {
    const xid = request.xid ?? this.#takeXid()
    const { type, path } = request
    return {
      xid,
      type,
      path,
      frame: requestFrame(xid, type, (writer) => request.write(writer)),
      resolve: (code, body) => {
        request.answered?.(code)
        if (code === 0) resolve(request.read(body))
        else reject(new ZooKeeperError(code, path))
      },
      reject,
    }
  }

  #takeXid(): number {
    const xid = this.#nextXid
    this.#nextXid = xid === 0x7fffffff ? 1 : xid + 1
    return xid
  }
}
