import { opCode } from '../../wire/jute/op-codes.ts'
import { Create2Response, CreateResponse, GetDataResponse, StatResponse } from '../../wire/jute/responses.ts'
import { type Writer, writeJute } from '../../wire/schema/index.ts'
import type { TxnResult } from '../tree/apply.ts'

/** The body of the answer to a change that was made; some have none. */
export function writeWriteResult(type: number, { path, stat, data }: TxnResult, writer: Writer): void {
  switch (type) {
    case opCode.create:
      if (path !== undefined) writeJute(CreateResponse, writer, { path })
      return
    case opCode.create2:
    case opCode.createContainer:
    case opCode.createTTL:
      if (path !== undefined && stat !== undefined) writeJute(Create2Response, writer, { path, stat })
      return
    case opCode.setData:
    case opCode.setACL:
      if (stat !== undefined) writeJute(StatResponse, writer, { stat })
      return
    case opCode.reconfig:
      if (stat !== undefined) writeJute(GetDataResponse, writer, { data: data ?? null, stat })
      return
    default:
  }
}
