import { isFileRange } from '../base/disk/disk.ts'
import type { ReadResult } from './types.ts'

/** The bytes of what was read, in one buffer, for whoever looks into the records itself. */
export function readAll(result: ReadResult): Buffer {
  const parts = result.records.map((part) => {
    if (!isFileRange(part)) return part
    const bytes = Buffer.allocUnsafe(part.length)
    return part.recent?.read(bytes, part.position) ? bytes : bytes.subarray(0, part.file.read(bytes, part.position))
  })
  const [only] = parts
  return parts.length === 1 && only ? only : Buffer.concat(parts)
}
