import { crc32 } from 'node:zlib'
import { slicedCrc } from '../../base/crc-sliced.ts'
import type { NodeStat } from './node.ts'

/** The version of this way to compute digests, which goes into files beside them. */
export const digestVersion = 2

/** Below this many bytes the call into native code costs more than it saves. */
const nativePaysFrom = 512
const shortCrc32 = slicedCrc(0xedb88320)

const statBytes = Buffer.alloc(60)
const statView = new DataView(statBytes.buffer, statBytes.byteOffset, statBytes.length)
const pathBytes = Buffer.alloc(128)

/** CRC-32 of path and data, from which `nodeDigest` goes on; it stays when only the stat changes. */
export function contentDigest(path: string, data: Buffer | null): number {
  const crc = path === '/' ? 0 : pathDigest(path)
  if (data === null || data.length === 0) return crc
  return data.length < nativePaysFrom ? shortCrc32(data, crc) : crc32(data, crc)
}

/**
 * A node's share of the tree's digest: CRC-32 of path, data and stat, as unsigned number. The quota subtree counts as 0,
 * because each server keeps it on its own.
 */
export function nodeDigest(path: string, content: number, stat: NodeStat): number {
  return path.startsWith('/zookeeper/') ? 0 : shortCrc32(statImage(stat), content)
}

function pathDigest(path: string): number {
  if (path.length > pathBytes.length) return crc32(path)
  for (let at = 0; at < path.length; at++) {
    const code = path.charCodeAt(at)
    if (code > 0x7f) return crc32(path)
    pathBytes[at] = code
  }
  return shortCrc32(pathBytes.subarray(0, path.length))
}

function statImage(stat: NodeStat): Buffer {
  statView.setBigInt64(0, stat.czxid)
  statView.setBigInt64(8, stat.mzxid)
  statView.setBigInt64(16, stat.pzxid)
  writeInt64(stat.ctime, 24)
  writeInt64(stat.mtime, 32)
  statView.setInt32(40, stat.version)
  statView.setInt32(44, stat.cversion)
  statView.setInt32(48, stat.aversion)
  statView.setBigInt64(52, stat.ephemeralOwner)
  return statBytes
}

function writeInt64(value: number, at: number): void {
  statView.setInt32(at, Math.floor(value / 2 ** 32))
  statView.setUint32(at + 4, value >>> 0)
}
