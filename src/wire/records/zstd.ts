import { lazyRequire } from '../../base/native.ts'
import { CorruptRecordError } from './corrupt.ts'

interface Zstd {
  compress(bytes: Uint8Array, level: number): Uint8Array
  /** `bound` is an upper bound of the result's size. */
  decompress(bytes: Uint8Array, bound: number): Uint8Array
}

const frameMagic = 0xfd2fb528
const largestBlock = 128 * 1024

let loaded: Zstd | undefined

export function zstdCompress(bytes: Uint8Array, level: number): Buffer {
  loaded ??= load()
  return bufferOf(loaded.compress(bytes, level))
}

/** Throws `CorruptRecordError` for broken data or more than `maxSize` bytes. */
export function zstdDecompress(bytes: Buffer, maxSize: number): Buffer {
  const { stated, possible } = frameSize(bytes)
  if (stated > maxSize) throw new CorruptRecordError(`Zstandard data would grow to ${stated} bytes`)
  loaded ??= load()
  try {
    return bufferOf(loaded.decompress(bytes, Math.min(possible, maxSize)))
  } catch (error) {
    throw new CorruptRecordError(`Zstandard data is broken or larger than ${maxSize} bytes`, { cause: error })
  }
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
}

/** What a frame can grow to at most, from the heads of its blocks, so that nothing is allocated on its word alone (RFC 8878). */
function frameSize(bytes: Buffer): { stated: number; possible: number } {
  if (bytes.length < 6 || bytes.readUInt32LE(0) !== frameMagic) throw new CorruptRecordError('Not a Zstandard frame')
  const descriptor = bytes[4] ?? 0
  const isSingleSegment = (descriptor & 0x20) !== 0
  const contentSizeBytes = [isSingleSegment ? 1 : 0, 2, 4, 8][descriptor >>> 6] ?? 0
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3] ?? 0
  const contentSizeAt = 5 + (isSingleSegment ? 0 : 1) + dictionaryBytes
  let at = contentSizeAt + contentSizeBytes
  let possible = 0
  for (let isLast = false; !isLast; ) {
    if (bytes.length - at < 3) throw new CorruptRecordError('Zstandard frame ends within a block')
    const head = bytes.readUIntLE(at, 3)
    const kind = (head >>> 1) & 3
    const size = head >>> 3
    isLast = (head & 1) === 1
    possible += kind === 2 ? largestBlock : size
    at += 3 + (kind === 1 ? 1 : size)
  }
  const stated = statedSize(bytes, contentSizeAt, contentSizeBytes)
  if (stated > possible) throw new CorruptRecordError('Zstandard frame states more than its blocks can hold')
  return { stated, possible }
}

/** −1 when the frame does not state it, as those of streams do not. */
function statedSize(bytes: Buffer, at: number, length: number): number {
  if (length === 0) return -1
  if (length === 8) return bytes.readUInt32LE(at) + bytes.readUInt32LE(at + 4) * 2 ** 32
  return bytes.readUIntLE(at, length) + (length === 2 ? 256 : 0)
}

/** Node's own from 22.15 on; before it a WebAssembly build, started here without waiting, since batches are read synchronously. */
function load(): Zstd {
  const zlib: ZlibWithZstd = lazyRequire()('node:zlib')
  const { zstdCompressSync, zstdDecompressSync, constants } = zlib
  if (!zstdCompressSync || !zstdDecompressSync) return loadWebAssembly()
  const levelParameter = constants.ZSTD_c_compressionLevel ?? 100
  return {
    compress: (bytes, level) => zstdCompressSync(bytes, { params: { [levelParameter]: level } }),
    decompress: (bytes, bound) => zstdDecompressSync(bytes, { maxOutputLength: Math.max(1, bound) }),
  }
}

/** The part of newer Nodes' zlib that the type definitions of the oldest supported one lack. */
interface ZlibWithZstd {
  readonly zstdCompressSync?: (bytes: Uint8Array, options: { params: Record<number, number> }) => Buffer
  readonly zstdDecompressSync?: (bytes: Uint8Array, options: { maxOutputLength: number }) => Buffer
  readonly constants: { readonly ZSTD_c_compressionLevel?: number }
}

/** The part of WebAssembly that is used, which Node's type definitions lack. */
declare const WebAssembly: {
  Module: new (code: Uint8Array) => object
  Instance: new (module: object, imports: object) => { readonly exports: object }
}

interface EmscriptenModule {
  instantiateWasm?: (imports: object, receive: (instance: { readonly exports: object }) => void) => object
  init(): void
}

function loadWebAssembly(): Zstd {
  const folder = lazyRequire()
    .resolve('@bokuweb/zstd-wasm')
    .replace(/[^/\\]+$/, '')
  const { Module: emscripten }: { Module: EmscriptenModule } = lazyRequire()(`${folder}module.js`)
  const { readFileSync }: typeof import('node:fs') = lazyRequire()('node:fs')
  emscripten.instantiateWasm = (imports, receive) => {
    const code = new WebAssembly.Module(readFileSync(`${folder}zstd.wasm`))
    const instance = new WebAssembly.Instance(code, imports)
    receive(instance)
    return instance.exports
  }
  emscripten.init()
  const { compress, decompress }: typeof import('@bokuweb/zstd-wasm') = lazyRequire()('@bokuweb/zstd-wasm')
  return {
    compress: (bytes, level) => compress(Buffer.from(bytes), level),
    decompress: (bytes, bound) => decompress(Buffer.from(bytes), { defaultHeapSize: Math.max(1, bound) }),
  }
}
