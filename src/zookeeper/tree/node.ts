import type { Stat } from '../../wire/jute/data.ts'
import { lifetimeOf } from './owner.ts'

/** The part of a node that snapshots keep as its stat. `cversion` counts the children ever created. */
export interface NodeStat {
  czxid: bigint
  mzxid: bigint
  pzxid: bigint
  ctime: number
  mtime: number
  version: number
  cversion: number
  aversion: number
  ephemeralOwner: bigint
}

export interface DataNode {
  data: Buffer | null
  /** A key of the tree's `AclTable`. */
  acl: number
  stat: NodeStat
  /** Names; undefined as long as the node never had a child. */
  children: Set<string> | undefined
  /** What path and data contribute to the digest; of use only while digests are kept. */
  content: number
  /** The node's share of the tree's digest, as it was last added. */
  digest: number
}

/** A node that no tree knows yet. */
export function newNode(data: Buffer | null, acl: number, stat: NodeStat): DataNode {
  return { data, acl, stat, children: undefined, content: 0, digest: 0 }
}

export function newStat(zxid: bigint, time: number, ephemeralOwner: bigint): NodeStat {
  return {
    czxid: zxid,
    mzxid: zxid,
    pzxid: zxid,
    ctime: time,
    mtime: time,
    version: 0,
    cversion: 0,
    aversion: 0,
    ephemeralOwner,
  }
}

/** What clients see: `cversion` counts creations and deletions of children, and only a session is told as an owner. */
export function clientStat(node: DataNode): Stat {
  const { stat } = node
  const numChildren = node.children?.size ?? 0
  return {
    czxid: stat.czxid,
    mzxid: stat.mzxid,
    ctime: stat.ctime,
    mtime: stat.mtime,
    version: stat.version,
    cversion: (stat.cversion * 2 - numChildren) | 0,
    aversion: stat.aversion,
    ephemeralOwner: lifetimeOf(stat.ephemeralOwner, true) === 'ephemeral' ? stat.ephemeralOwner : 0n,
    dataLength: node.data?.length ?? 0,
    numChildren,
    pzxid: stat.pzxid,
  }
}
