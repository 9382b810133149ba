import { opCode } from '../../wire/jute/op-codes.ts'
import {
  CheckVersionRequest,
  CreateRequest,
  CreateTTLRequest,
  DeleteRequest,
  GetDataRequest,
  MultiHeader,
  SetDataRequest,
} from '../../wire/jute/requests.ts'
import { type JuteRecord, MalformedError, Reader, readJute } from '../../wire/schema/index.ts'

/** One operation of a multi: its op code and the bytes of its request. */
export interface Operation {
  readonly type: number
  readonly bytes: Buffer
}

const writes: ReadonlyMap<number, JuteRecord> = new Map<number, JuteRecord>([
  [opCode.create, CreateRequest],
  [opCode.create2, CreateRequest],
  [opCode.createContainer, CreateRequest],
  [opCode.createTTL, CreateTTLRequest],
  [opCode.delete, DeleteRequest],
  [opCode.setData, SetDataRequest],
  [opCode.check, CheckVersionRequest],
])
const reads: ReadonlyMap<number, JuteRecord> = new Map<number, JuteRecord>([
  [opCode.getData, GetDataRequest],
  [opCode.getChildren, GetDataRequest],
])

/** @throws MalformedError also on an operation that can't be part of a multi */
export function readMulti(body: Buffer): Operation[] {
  return operations(body, writes)
}

/** @throws MalformedError also on an operation that can't be part of a multiRead */
export function readMultiRead(body: Buffer): Operation[] {
  return operations(body, reads)
}

function operations(body: Buffer, allowed: ReadonlyMap<number, JuteRecord>): Operation[] {
  const reader = new Reader(body)
  const found: Operation[] = []
  for (;;) {
    const { type, done } = readJute(MultiHeader, reader)
    if (done) return found
    const record = allowed.get(type)
    if (record === undefined) throw new MalformedError(`Invalid type of op ${type} in a multi`)
    const start = reader.at
    readJute(record, reader)
    found.push({ type, bytes: body.subarray(start, reader.at) })
  }
}
