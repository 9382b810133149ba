import { lazyRequire } from '../../base/native.ts'
import { CorruptRecordError } from './corrupt.ts'
import { lz4Compress, lz4Decompress } from './lz4.ts'
import { snappyCompress, snappyDecompress } from './snappy.ts'
import { zstdCompress, zstdDecompress } from './zstd.ts'

/** By their ids in batch and message attributes. */
export const codecs = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const
export type Codec = (typeof codecs)[number]

export interface DecompressOptions {
  /** Bytes, 256 MiB by default; more than that is a `CorruptRecordError`, before it is allocated. */
  readonly maxSize?: number
  /** Where codecs that can put the result if it fits: for a caller that is done with one result before the next. */
  readonly into?: Buffer
}

/** A bomb's end: far more than a batch of the default largest size grows to, far less than what a process dies of. */
const largestSize = 256 * 1024 * 1024
const defaultZstdLevel = 3

export function codecId(codec: Codec): number {
  return codecs.indexOf(codec)
}

/** Throws `CorruptRecordError` for an id that no codec has. */
export function codecName(id: number): Codec {
  const codec = codecs[id]
  if (!codec) throw new CorruptRecordError(`Unknown compression type id: ${id}`)
  return codec
}

export function isCodec(name: string): name is Codec {
  return codecs.some((codec) => codec === name)
}

/** Synchronous; codecs load at first use. Without a level each codec's own default. */
export function compress(codec: Codec, bytes: Uint8Array, level?: number): Uint8Array {
  switch (codec) {
    case 'none':
      return bytes
    case 'gzip':
      return loadZlib().gzipSync(bytes, level === undefined ? {} : { level })
    case 'snappy':
      return snappyCompress(bytes)
    case 'lz4':
      return lz4Compress(bytes)
    case 'zstd':
      return zstdCompress(bytes, level ?? defaultZstdLevel)
  }
}

/** Throws `CorruptRecordError` for an unknown id, broken data, or more than `maxSize` bytes. */
export function decompress(id: number, bytes: Buffer, options: DecompressOptions = {}): Buffer {
  const maxSize = options.maxSize ?? largestSize
  switch (codecName(id)) {
    case 'none':
      return bytes
    case 'gzip':
      return gunzip(bytes, maxSize)
    case 'snappy':
      return snappyDecompress(bytes, maxSize)
    case 'lz4':
      return lz4Decompress(bytes, maxSize, options.into)
    case 'zstd':
      return zstdDecompress(bytes, maxSize)
  }
}

function gunzip(bytes: Buffer, maxSize: number): Buffer {
  try {
    return loadZlib().gunzipSync(bytes, { maxOutputLength: maxSize })
  } catch (error) {
    throw new CorruptRecordError(`gzip data is broken or larger than ${maxSize} bytes`, { cause: error })
  }
}

function loadZlib(): typeof import('node:zlib') {
  return lazyRequire()('node:zlib')
}
