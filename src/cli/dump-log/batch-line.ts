import { crc32 } from 'node:zlib'
import { batchHeaderSize, field, magicPosition, RecordBatch } from '../../wire/records/batch.ts'
import { codecName } from '../../wire/records/compression.ts'
import type { StoredBatch } from './file-batches.ts'

const logAppendTimeBit = 0x08

export function magicOf({ bytes }: StoredBatch): number {
  return bytes.readInt8(magicPosition)
}

/** The line of a batch. 64-bit fields may hold anything in a corrupt one, which must not keep us from showing it. */
export function batchLine(stored: StoredBatch): string {
  const { bytes, position } = stored
  const magic = magicOf(stored)
  const attributes = magic >= 2 ? bytes.readInt16BE(field.attributes) : bytes.readInt8(magicPosition + 1)
  const shown = magic >= 2 ? currentFormat(bytes) : oldFormat(bytes)
  return (
    `${shown.head} position: ${position} ${timestampType(stored)}: ${shown.maxTimestamp} size: ${bytes.length} ` +
    `magic: ${magic} compresscodec: ${codecName(attributes & 7)} crc: ${shown.crc} isvalid: ${shown.isValid}`
  )
}

export function timestampType(stored: StoredBatch): string {
  const magic = magicOf(stored)
  if (magic === 0) return 'NoTimestampType'
  const attributes = magic >= 2 ? stored.bytes.readInt16BE(field.attributes) : stored.bytes.readInt8(magicPosition + 1)
  return (attributes & logAppendTimeBit) === 0 ? 'CreateTime' : 'LogAppendTime'
}

interface Shown {
  head: string
  maxTimestamp: bigint
  crc: number
  isValid: boolean
}

function currentFormat(bytes: Buffer): Shown {
  const batch = new RecordBatch(bytes)
  const baseOffset = bytes.readBigInt64BE(field.baseOffset)
  const horizon = batch.hasDeleteHorizon
    ? `OptionalLong[${bytes.readBigInt64BE(field.baseTimestamp)}]`
    : 'OptionalLong.empty'
  const head =
    `baseOffset: ${baseOffset} lastOffset: ${baseOffset + BigInt(batch.lastOffsetDelta)} count: ${batch.count} ` +
    `baseSequence: ${batch.baseSequence} lastSequence: ${batch.lastSequence} ` +
    `producerId: ${bytes.readBigInt64BE(field.producerId)} producerEpoch: ${batch.producerEpoch} ` +
    `partitionLeaderEpoch: ${batch.partitionLeaderEpoch} isTransactional: ${batch.isTransactional} ` +
    `isControl: ${batch.isControl} deleteHorizonMs: ${horizon}`
  const isValid = bytes.length >= batchHeaderSize && batch.isValid
  return { head, maxTimestamp: bytes.readBigInt64BE(field.maxTimestamp), crc: batch.crc, isValid }
}

const oldCrcAt = 12

/** Of a message of format 0 or 1, as it is or around compressed ones; 0 has no timestamp. */
function oldFormat(bytes: Buffer): Shown {
  const crc = bytes.readUInt32BE(oldCrcAt)
  return {
    head: `offset: ${bytes.readBigInt64BE(field.baseOffset)}`,
    maxTimestamp: bytes.readInt8(magicPosition) === 0 ? -1n : bytes.readBigInt64BE(magicPosition + 2),
    crc,
    isValid: crc === crc32(bytes.subarray(magicPosition)),
  }
}
