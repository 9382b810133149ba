import { crc32 } from 'node:zlib'
import { batchHeaderSize, field, magicPosition, RecordBatch } from '../../wire/records/batch.ts'
import { codecName } from '../../wire/records/compression.ts'
import type { ValueOf } from '../kit/schema/schema.ts'
import type { StoredBatch } from './file-batches.ts'
import type { dumpedBatch } from './results.ts'

const logAppendTimeBit = 0x08

export function magicOf({ bytes }: StoredBatch): number {
  return bytes.readInt8(magicPosition)
}

export type BatchDescription = Omit<ValueOf<typeof dumpedBatch>, 'file'>

/** 64-bit fields may hold anything in a corrupt batch, which must not keep us from showing it. */
export function describeBatch(stored: StoredBatch): BatchDescription {
  const { bytes, position } = stored
  const magic = magicOf(stored)
  const attributes = magic >= 2 ? bytes.readInt16BE(field.attributes) : bytes.readInt8(magicPosition + 1)
  const compression = codecName(attributes & 7)
  const common = { position, size: bytes.length, magic, timestampType: timestampType(stored), compression }
  return { ...common, ...(magic >= 2 ? currentFormat(bytes) : oldFormat(bytes)) }
}

export function timestampType(stored: StoredBatch): BatchDescription['timestampType'] {
  const magic = magicOf(stored)
  if (magic === 0) return 'NoTimestampType'
  const attributes = magic >= 2 ? stored.bytes.readInt16BE(field.attributes) : stored.bytes.readInt8(magicPosition + 1)
  return (attributes & logAppendTimeBit) === 0 ? 'CreateTime' : 'LogAppendTime'
}

type OfFormat = Omit<BatchDescription, 'position' | 'size' | 'magic' | 'timestampType' | 'compression'>

function currentFormat(bytes: Buffer): OfFormat {
  const batch = new RecordBatch(bytes)
  const { count, baseSequence, lastSequence, producerEpoch, partitionLeaderEpoch, crc } = batch
  const { isTransactional, isControl } = batch
  const baseOffset = bytes.readBigInt64BE(field.baseOffset)
  return {
    baseOffset,
    lastOffset: baseOffset + BigInt(batch.lastOffsetDelta),
    count,
    baseSequence,
    lastSequence,
    producerId: bytes.readBigInt64BE(field.producerId),
    producerEpoch,
    partitionLeaderEpoch,
    isTransactional,
    isControl,
    deleteHorizonMs: batch.hasDeleteHorizon ? bytes.readBigInt64BE(field.baseTimestamp) : null,
    maxTimestamp: bytes.readBigInt64BE(field.maxTimestamp),
    crc,
    isValid: bytes.length >= batchHeaderSize && batch.isValid,
  }
}

const oldCrcAt = 12

/** Of a message of format 0 or 1, as it is or around compressed ones; 0 has no timestamp. */
function oldFormat(bytes: Buffer): OfFormat {
  const crc = bytes.readUInt32BE(oldCrcAt)
  return {
    baseOffset: bytes.readBigInt64BE(field.baseOffset),
    lastOffset: null,
    count: null,
    baseSequence: null,
    lastSequence: null,
    producerId: null,
    producerEpoch: null,
    partitionLeaderEpoch: null,
    isTransactional: null,
    isControl: null,
    deleteHorizonMs: null,
    maxTimestamp: bytes.readInt8(magicPosition) === 0 ? -1n : bytes.readBigInt64BE(magicPosition + 2),
    crc,
    isValid: crc === crc32(bytes.subarray(magicPosition)),
  }
}

/** The line of a batch. */
export function batchLine(batch: BatchDescription): string {
  const { position, timestampType: type, maxTimestamp, size, magic, compression, crc, isValid } = batch
  return (
    `${magic >= 2 ? currentHead(batch) : `offset: ${batch.baseOffset}`} position: ${position} ${type}: ${maxTimestamp} ` +
    `size: ${size} magic: ${magic} compresscodec: ${compression} crc: ${crc} isvalid: ${isValid}`
  )
}

function currentHead(batch: BatchDescription): string {
  const { deleteHorizonMs } = batch
  const horizon = deleteHorizonMs === null ? 'OptionalLong.empty' : `OptionalLong[${deleteHorizonMs}]`
  return (
    `baseOffset: ${batch.baseOffset} lastOffset: ${batch.lastOffset} count: ${batch.count} ` +
    `baseSequence: ${batch.baseSequence} lastSequence: ${batch.lastSequence} ` +
    `producerId: ${batch.producerId} producerEpoch: ${batch.producerEpoch} ` +
    `partitionLeaderEpoch: ${batch.partitionLeaderEpoch} isTransactional: ${batch.isTransactional} ` +
    `isControl: ${batch.isControl} deleteHorizonMs: ${horizon}`
  )
}
