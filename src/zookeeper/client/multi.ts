import type { Stat } from '../../wire/jute/data.ts'
import { type ErrorName, errorCode, ZooKeeperError } from '../../wire/jute/errors.ts'
import { opCode } from '../../wire/jute/op-codes.ts'
import { CheckVersionRequest, DeleteRequest, MultiHeader, SetDataRequest } from '../../wire/jute/requests.ts'
import { Create2Response, CreateResponse, ErrorResponse, StatResponse } from '../../wire/jute/responses.ts'
import { MalformedError, type Reader, readJute, type Writer, writeJute } from '../../wire/schema/index.ts'
import { validatePath } from '../path.ts'
import type { Request } from './request.ts'
import { type CreateOptions, createBody, createOpCode, isSequential } from './requests.ts'
import { withChroot, withoutChroot } from './watches.ts'

/** One step of a transaction. Version -1, or none, matches any. */
export type Operation =
  | ({ readonly type: 'create'; readonly path: string; readonly data: Uint8Array | null } & CreateOptions)
  | { readonly type: 'delete'; readonly path: string; readonly version?: number }
  | { readonly type: 'set'; readonly path: string; readonly data: Uint8Array | null; readonly version?: number }
  | { readonly type: 'check'; readonly path: string; readonly version: number }

/** What a step gave: a create its path and stat, a set its stat. */
export interface OperationResult {
  readonly path?: string
  readonly stat?: Stat
}

/** A transaction failed, so none of its steps took place. The message and code are those of the step at fault. */
export class MultiError extends ZooKeeperError {
  /** One code a step: 0 for those before the one at fault, RuntimeInconsistency for those behind it. */
  readonly codes: readonly number[]
  /** Index of the step at fault. */
  readonly failed: number

  constructor(codes: readonly number[], failed: number, path: string | undefined) {
    super(codes[failed] ?? errorCode('runtimeInconsistency'), path)
    this.name = 'MultiError'
    this.codes = codes
    this.failed = failed
  }
}

type Result = OperationResult & { readonly code: number }

/** All steps or none. */
export function multiRequest(operations: readonly Operation[], chroot: string): Request<OperationResult[]> {
  for (const operation of operations) {
    validatePath(operation.path, operation.type === 'create' && isSequential(operation.mode))
  }
  return {
    type: opCode.multi,
    write: (writer) => {
      for (const operation of operations) writeOperation(writer, operation, withChroot(operation.path, chroot))
      writeJute(MultiHeader, writer, { type: -1, done: true, err: -1 })
    },
    read: (reader) => checked(readResults(reader, chroot), operations),
  }
}

function writeOperation(writer: Writer, operation: Operation, path: string): void {
  writeJute(MultiHeader, writer, { type: typeOf(operation), done: false, err: -1 })
  switch (operation.type) {
    case 'create':
      createBody(path, operation.data, operation)(writer)
      break
    case 'set':
      writeJute(SetDataRequest, writer, { path, data: operation.data, version: operation.version ?? -1 })
      break
    case 'delete':
      writeJute(DeleteRequest, writer, { path, version: operation.version ?? -1 })
      break
    case 'check':
      writeJute(CheckVersionRequest, writer, { path, version: operation.version })
  }
}

function typeOf(operation: Operation): number {
  if (operation.type === 'create') return createOpCode(operation.mode)
  return { delete: opCode.delete, set: opCode.setData, check: opCode.check }[operation.type]
}

function readResults(reader: Reader, chroot: string): Result[] {
  const results: Result[] = []
  for (let header = readJute(MultiHeader, reader); !header.done; header = readJute(MultiHeader, reader)) {
    results.push(readResult(header.type, reader, chroot))
  }
  return results
}

function readResult(type: number, reader: Reader, chroot: string): Result {
  switch (type) {
    case opCode.error:
      return { code: readJute(ErrorResponse, reader).err }
    case opCode.create:
      return { code: 0, path: withoutChroot(readJute(CreateResponse, reader).path, chroot) }
    case opCode.create2:
    case opCode.createContainer:
    case opCode.createTTL: {
      const { path, stat } = readJute(Create2Response, reader)
      return { code: 0, path: withoutChroot(path, chroot), stat }
    }
    case opCode.setData:
      return { code: 0, stat: readJute(StatResponse, reader).stat }
    case opCode.delete:
    case opCode.check:
      return { code: 0 }
    default:
      throw new MalformedError(`a multi's result of type ${type}`)
  }
}

const follower: ErrorName = 'runtimeInconsistency'

function checked(results: Result[], operations: readonly Operation[]): OperationResult[] {
  const failed = results.findIndex(({ code }) => code !== 0 && code !== errorCode(follower))
  const anyFailed = results.some(({ code }) => code !== 0)
  if (anyFailed) {
    const at = Math.max(failed, 0)
    const codes = results.map(({ code }) => code)
    throw new MultiError(codes, at, operations[at]?.path)
  }
  return results.map(({ code: _, ...result }) => result)
}
