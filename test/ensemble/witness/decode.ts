import { createFlags, opCode } from '../../../src/wire/jute/op-codes.ts'
import {
  CheckVersionRequest,
  CreateRequest,
  DeleteRequest,
  GetDataRequest,
  MultiHeader,
  SetDataRequest,
} from '../../../src/wire/jute/requests.ts'
import {
  Create2Response,
  ErrorResponse,
  GetChildren2Response,
  GetDataResponse,
  StatResponse,
} from '../../../src/wire/jute/responses.ts'
import { type Reader, readJute } from '../../../src/wire/schema/index.ts'
import type { Asked, Change, Result, Told } from './exchange.ts'

const changeTypes: readonly number[] = [opCode.create2, opCode.delete, opCode.setData, opCode.check]

/** Reads a request's body, as far as these clients send such. */
export function readAsked(type: number, reader: Reader): Asked {
  if (changeTypes.includes(type)) return { kind: 'change', changes: [readChange(type, reader)], isMulti: false }
  switch (type) {
    case opCode.multi:
      return { kind: 'change', changes: readMulti(reader), isMulti: true }
    case opCode.exists:
      return { kind: 'exists', ...readJute(GetDataRequest, reader) }
    case opCode.getData:
      return readGet(readJute(GetDataRequest, reader))
    case opCode.getChildren2:
      return { kind: 'children', ...readJute(GetDataRequest, reader) }
    case opCode.sync:
      return { kind: 'sync' }
    case opCode.closeSession:
      return { kind: 'close' }
    default:
      return { kind: 'other' }
  }
}

/** What ZooKeeper keeps for itself is not judged as the clients' nodes are. */
function readGet(asked: { path: string; watch: boolean }): Asked {
  return asked.path.startsWith('/zookeeper/') ? { kind: 'other' } : { kind: 'get', ...asked }
}

function readMulti(reader: Reader): Change[] {
  const changes: Change[] = []
  for (let header = readJute(MultiHeader, reader); !header.done; header = readJute(MultiHeader, reader)) {
    changes.push(readChange(header.type, reader))
  }
  return changes
}

function readChange(type: number, reader: Reader): Change {
  if (type === opCode.create2) {
    const { path, data, flags } = readJute(CreateRequest, reader)
    const isEphemeral = flags === createFlags.ephemeral || flags === createFlags.ephemeralSequential
    const isSequential = flags === createFlags.persistentSequential || flags === createFlags.ephemeralSequential
    return { kind: 'create', path, data: textOf(data), isEphemeral, isSequential }
  }
  if (type === opCode.setData) {
    const { path, data, version } = readJute(SetDataRequest, reader)
    return { kind: 'set', path, data: textOf(data), version }
  }
  if (type === opCode.delete) return { kind: 'delete', ...readJute(DeleteRequest, reader) }
  return { kind: 'check', ...readJute(CheckVersionRequest, reader) }
}

/** Reads the body of an answer without an error in its header; `err` is that of a multi's step at fault. */
export function readTold(asked: Asked, reader: Reader): { told: Told; err: number } {
  switch (asked.kind) {
    case 'change':
      return asked.isMulti ? readMultiTold(asked.changes, reader) : { told: readChangeTold(asked, reader), err: 0 }
    case 'exists':
      return { told: readJute(StatResponse, reader), err: 0 }
    case 'get': {
      const { data, stat } = readJute(GetDataResponse, reader)
      return { told: { data: textOf(data), stat }, err: 0 }
    }
    case 'children':
      return { told: readJute(GetChildren2Response, reader), err: 0 }
    default:
      return { told: {}, err: 0 }
  }
}

function readChangeTold({ changes }: Extract<Asked, { kind: 'change' }>, reader: Reader): Told {
  return { results: changes.map((change) => readResult(change, reader)) }
}

function readResult({ kind, path }: Change, reader: Reader): Result {
  if (kind === 'create') return readJute(Create2Response, reader)
  return { path, stat: kind === 'set' ? readJute(StatResponse, reader).stat : undefined }
}

function readMultiTold(changes: readonly Change[], reader: Reader): { told: Told; err: number } {
  const results: Result[] = []
  let err = 0
  for (const change of changes) {
    const { type } = readJute(MultiHeader, reader)
    if (type !== opCode.error) results.push(readResult(change, reader))
    else {
      const code = readJute(ErrorResponse, reader).err
      if (err === 0) err = code
    }
  }
  return { told: { results }, err }
}

function textOf(data: Buffer | null): string {
  return data?.toString() ?? ''
}
