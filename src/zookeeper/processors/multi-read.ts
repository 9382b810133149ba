import { ZooKeeperError } from '../../wire/jute/errors.ts'
import { opCode } from '../../wire/jute/op-codes.ts'
import { MultiHeader } from '../../wire/jute/requests.ts'
import { ErrorResponse } from '../../wire/jute/responses.ts'
import { Writer, writeJute } from '../../wire/schema/index.ts'
import type { TxnResult } from '../tree/apply.ts'
import { type Operation, readMulti, readMultiRead } from './multi.ts'
import { type ReadContext, type Reading, reads } from './reads.ts'
import { writeWriteResult } from './write-results.ts'

/** Answers each read of a multiRead on its own; a refused one doesn't spoil the others. */
export function multiRead(context: ReadContext, reading: Reading, writer: Writer): void {
  for (const operation of readMultiRead(reading.body)) readOne(context, reading, operation, writer)
  writeEnd(writer)
}

function readOne(context: ReadContext, reading: Reading, { type, bytes }: Operation, writer: Writer): void {
  const body = new Writer()
  try {
    reads.get(type)?.(context, { ...reading, body: bytes }, body)
  } catch (error) {
    if (!(error instanceof ZooKeeperError)) throw error
    writeError(writer, error.code)
    return
  }
  writeJute(MultiHeader, writer, { type, done: false, err: 0 })
  writer.raw(body.finishBytes())
}

/** The answer to a multi: a result for each operation, or an error for each when one failed. */
export function writeMultiResult(
  request: Buffer,
  results: readonly TxnResult[],
  failed: boolean,
  writer: Writer,
): void {
  for (const [index, { type }] of readMulti(request).entries()) {
    const result = results[index]
    if (result === undefined) continue
    if (failed) writeError(writer, result.err)
    else writeOne(type, result, writer)
  }
  writeEnd(writer)
}

/** Creations that answer with a stat all answer as create2. */
function writeOne(type: number, result: TxnResult, writer: Writer): void {
  const answered = type === opCode.createContainer || type === opCode.createTTL ? opCode.create2 : type
  writeJute(MultiHeader, writer, { type: answered, done: false, err: 0 })
  writeWriteResult(type, result, writer)
}

function writeError(writer: Writer, err: number): void {
  writeJute(MultiHeader, writer, { type: opCode.error, done: false, err })
  writeJute(ErrorResponse, writer, { err })
}

function writeEnd(writer: Writer): void {
  writeJute(MultiHeader, writer, { type: -1, done: true, err: -1 })
}
