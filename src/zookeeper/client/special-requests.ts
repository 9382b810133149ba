import { errorCode } from '../../wire/jute/errors.ts'
import { opCode, specialXid } from '../../wire/jute/op-codes.ts'
import { AuthPacket, SetWatches, SetWatches2 } from '../../wire/jute/requests.ts'
import { writeJute } from '../../wire/schema/index.ts'
import { requestFrame } from './frames.ts'
import type { PendingRequest, Request } from './request.ts'

export interface AuthInfo {
  readonly scheme: string
  readonly auth: Buffer | null
}

/** Presents credentials. Nobody waits for the answer; wrong ones are the end of the session. */
export function authRequest({ scheme, auth }: AuthInfo, refused: () => void): PendingRequest {
  return uncounted(
    specialXid.auth,
    opCode.auth,
    (writer) => writeJute(AuthPacket, writer, { type: 0, scheme, auth }),
    (code) => code === errorCode('authFailed') && refused(),
  )
}

/** Sets watches again on a new connection; servers before 3.6 know only the older form, enough where no watch is to stay. */
export function watchesRequest(watches: SetWatches2): PendingRequest {
  const staying = watches.persistentWatches.length + watches.persistentRecursiveWatches.length > 0
  return uncounted(specialXid.setWatches, staying ? opCode.setWatches2 : opCode.setWatches, (writer) => {
    if (staying) writeJute(SetWatches2, writer, watches)
    else writeJute(SetWatches, writer, watches)
  })
}

function uncounted(
  xid: number,
  type: number,
  write: Request<void>['write'],
  answered: (code: number) => unknown = () => {},
): PendingRequest {
  return {
    xid,
    type,
    path: undefined,
    frame: requestFrame(xid, type, write),
    resolve: (code) => void answered(code),
    reject: () => {},
  }
}
