import { type FileRange, isFileRange } from '../base/disk/disk.ts'

export type Part = Uint8Array | FileRange

/** Up to so many bytes it is cheaper to copy small parts together than to hand each of them to the socket. */
const mostJoined = 16 * 1024

/** The parts as one, if they are few bytes and nothing but bytes. */
export function joinedBytes(parts: readonly Part[]): Uint8Array | undefined {
  const [first] = parts
  if (parts.length === 1 && first !== undefined && !isFileRange(first)) return first
  const size = sizeOfBytes(parts)
  if (size === undefined || size > mostJoined) return undefined
  const joined = Buffer.allocUnsafe(size)
  let at = 0
  for (const part of parts) {
    if (isFileRange(part)) return undefined
    joined.set(part, at)
    at += part.length
  }
  return joined
}

/** Undefined when there is a file among them. */
function sizeOfBytes(parts: readonly Part[]): number | undefined {
  let size = 0
  for (const part of parts) {
    if (isFileRange(part)) return undefined
    size += part.length
  }
  return size
}
