import { BatchWriter, type RecordToWrite } from '../../../src/wire/records/builder.ts'
import type { Codec } from '../../../src/wire/records/compression.ts'

export interface TestBatch {
  bytes: Buffer
  records: number
  /** Bytes of the records before compression. */
  logical: number
}

const words = 'alpha bravo charlie delta echo order user item event click status region'.split(' ')

/** The same numbers in every run. */
function pseudoRandom(): () => number {
  let seed = 12345
  return () => {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0
    return seed / 4294967296
  }
}

/** About half dictionary words and half random: compresses to a half, as JSON events do. */
function text(size: number, random: () => number): Buffer {
  let result = ''
  while (result.length < size) {
    result += `${words[Math.floor(random() * words.length)]}=${Math.floor(random() * 1e9).toString(36)};`
  }
  return Buffer.from(result.slice(0, size))
}

/** A batch of as many records of that size as fit, and at least one. */
export function testBatch(recordSize: number, batchBytes: number, codec: Codec): TestBatch {
  const random = pseudoRandom()
  const overhead = 16
  const count = Math.max(1, Math.floor((batchBytes - 61) / (recordSize + overhead)))
  const timestamp = Date.now()
  const records: RecordToWrite[] = Array.from({ length: count }, () => ({
    timestamp,
    key: null,
    value: text(recordSize, random),
  }))
  const size = (chosen: Codec) => {
    const writer = new BatchWriter({ codec: chosen })
    for (const record of records) writer.append(record)
    return Buffer.from(writer.finish())
  }
  return { bytes: size(codec), records: count, logical: size('none').length - 61 }
}
