import { type FileRange, isFileRange } from '../../base/disk/disk.ts'

/** What `encode` gives: bytes in memory, and file ranges that go to the socket without passing through the heap. */
export type Chunk = Buffer | FileRange

/** A `records` field on its way out. */
export type Records = Chunk | readonly Chunk[]

export function isList(value: Records): value is readonly Chunk[] {
  return Array.isArray(value)
}

/** Bytes of all pieces together. */
export function recordsSize(value: Records): number {
  if (!isList(value)) return value.length
  let size = 0
  for (const piece of value) size += piece.length
  return size
}

/** The chunk as bytes; a file range is refused. */
export function inMemory(chunk: Chunk): Buffer {
  if (isFileRange(chunk)) throw new TypeError('a file range is no buffer')
  return chunk
}
