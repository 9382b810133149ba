import { crc32 } from 'node:zlib'
import type { NodeStat } from './node.ts'

/** The version of this way to compute digests, which goes into files beside them. */
export const digestVersion = 2

const statBytes = Buffer.alloc(60)

/**
 * A node's share of the tree's digest: CRC-32 of path, data and stat, as unsigned number. The quota subtree counts as 0,
 * because each server keeps it on its own.
 */
export function nodeDigest(path: string, data: Buffer | null, stat: NodeStat): number {
  if (path.startsWith('/zookeeper/')) return 0
  let crc = path === '/' ? 0 : crc32(path)
  if (data !== null && data.length > 0) crc = crc32(data, crc)
  return crc32(statImage(stat), crc)
}

function statImage(stat: NodeStat): Buffer {
  statBytes.writeBigInt64BE(stat.czxid, 0)
  statBytes.writeBigInt64BE(stat.mzxid, 8)
  statBytes.writeBigInt64BE(stat.pzxid, 16)
  writeInt64(stat.ctime, 24)
  writeInt64(stat.mtime, 32)
  statBytes.writeInt32BE(stat.version, 40)
  statBytes.writeInt32BE(stat.cversion, 44)
  statBytes.writeInt32BE(stat.aversion, 48)
  statBytes.writeBigInt64BE(stat.ephemeralOwner, 52)
  return statBytes
}

function writeInt64(value: number, at: number): void {
  statBytes.writeInt32BE(Math.floor(value / 2 ** 32) | 0, at)
  statBytes.writeUInt32BE(value >>> 0, at + 4)
}
