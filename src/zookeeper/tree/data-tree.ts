import type { Acl, Stat } from '../../wire/jute/data.ts'
import { ZooKeeperError } from '../../wire/jute/errors.ts'
import { AclTable, openAclKey } from './acl-table.ts'
import { contentDigest, nodeDigest } from './digest.ts'
import { clientStat, type DataNode, type NodeStat, newNode, newStat } from './node.ts'
import { type Lifetime, lifetimeOf } from './owner.ts'
import { childOf, nameOf, parentOf } from './path.ts'
import { countedPath, formatUsage, isUsage, limitedPath, parseUsage, QuotaPaths, statPath } from './quota.ts'

/** Told after the tree has changed. */
export interface TreeObserver {
  created(path: string): void
  deleted(path: string): void
  dataChanged(path: string): void
}

export interface DataTreeOptions {
  /** Whether owners may say how long a node lives (`extendedTypesEnabled`). */
  readonly ttlEnabled: boolean
  /** Whether a digest of the whole tree is kept up (`digest.enabled`). */
  readonly digestEnabled: boolean
}

/** What a new node is made of. */
export interface NewNode {
  readonly path: string
  readonly data: Buffer | null
  readonly acl: readonly Acl[]
  readonly ephemeralOwner: bigint
  /** The parent's count of created children after this one; -1 (old logs) counts it up. */
  readonly parentCVersion: number
}

const readOnly: readonly Acl[] = [{ perms: 1, id: { scheme: 'world', id: 'anyone' } }]
const noZxid = 0n

/** ZooKeeper's tree of nodes with its indexes: ephemeral nodes by session, containers, TTL nodes, quotas, the digest. */
export class DataTree {
  readonly nodes = new Map<string, DataNode>()
  readonly acls = new AclTable()
  readonly quotas = new QuotaPaths()
  readonly containers = new Set<string>()
  readonly ttls = new Set<string>()
  readonly #ephemerals = new Map<bigint, Set<string>>()
  readonly #options: DataTreeOptions
  #digest = 0n
  #dataSize = 0
  observer: TreeObserver | undefined

  constructor(options: DataTreeOptions) {
    this.#options = options
  }

  /** A tree as a new server has it: the root, `/zookeeper`, and in it `config` and `quota`. */
  static fresh(options: DataTreeOptions): DataTree {
    const tree = new DataTree(options)
    const empty = () => Buffer.alloc(0)
    for (const path of ['/', '/zookeeper', '/zookeeper/config', '/zookeeper/quota']) {
      tree.load(path, newNode(empty(), openAclKey, newStat(noZxid, 0, 0n)))
    }
    const config = tree.node('/zookeeper/config')
    config.acl = tree.acls.use(readOnly)
    config.stat.aversion = -1
    return tree
  }

  /** The empty path is another name of the root, as in ZooKeeper. */
  get(path: string): DataNode | undefined {
    return this.nodes.get(path || '/')
  }

  /** @throws ZooKeeperError noNode */
  node(path: string): DataNode {
    const node = this.get(path)
    if (node === undefined) throw new ZooKeeperError('noNode', path)
    return node
  }

  /** The sum of the nodes' digests, in 64 bits. */
  get digest(): bigint {
    return this.#digest
  }

  /** Bytes of all paths and data. */
  get approximateDataSize(): number {
    return this.#dataSize
  }

  get size(): number {
    return this.nodes.size
  }

  get ephemeralCount(): number {
    let count = 0
    for (const paths of this.#ephemerals.values()) count += paths.size
    return count
  }

  /** Sessions that own nodes, with these. */
  get ephemerals(): ReadonlyMap<bigint, ReadonlySet<string>> {
    return this.#ephemerals
  }

  ephemeralsOf(session: bigint): ReadonlySet<string> {
    return this.#ephemerals.get(session) ?? new Set()
  }

  lifetime(stat: NodeStat): Lifetime {
    return lifetimeOf(stat.ephemeralOwner, this.#options.ttlEnabled)
  }

  aclOf(node: DataNode): readonly Acl[] {
    return this.acls.get(node.acl)
  }

  /** Puts a node of a snapshot in its place; its parent has to be there already. */
  load(path: string, node: DataNode): void {
    if (path !== '/') this.#addName(this.node(parentOf(path)), nameOf(path))
    this.acls.reuse(node.acl)
    this.#put(path, node)
    const limited = limitedPath(path)
    if (limited !== undefined) this.quotas.add(limited)
  }

  /** @throws ZooKeeperError noNode without the parent, nodeExists */
  create(created: NewNode, zxid: bigint, time: number): Stat {
    const { path, data } = created
    const parentPath = parentOf(path)
    const parent = this.node(parentPath)
    if (this.nodes.has(path)) throw new ZooKeeperError('nodeExists', path)
    const { stat } = parent
    const cversion = created.parentCVersion === -1 ? stat.cversion + 1 : created.parentCVersion
    this.#addName(parent, nameOf(path))
    this.#advance(parentPath, parent, cversion, zxid)
    const node = newNode(data, this.acls.use(created.acl), newStat(zxid, time, created.ephemeralOwner))
    this.#put(path, node)
    this.#quotaNodeCreated(path)
    this.#count(path, data?.length ?? 0, 1)
    this.observer?.created(path)
    return clientStat(node)
  }

  /** A replayed creation may find its node there already; the parent's counters must not fall behind. */
  creationReplayed(path: string, parentCVersion: number, zxid: bigint): void {
    const parentPath = parentOf(path)
    const parent = this.nodes.get(parentPath)
    if (parent === undefined) return
    this.#advance(parentPath, parent, parentCVersion === -1 ? parent.stat.cversion + 1 : parentCVersion, zxid)
  }

  /** @throws ZooKeeperError noNode */
  delete(path: string, zxid: bigint): void {
    const node = this.node(path)
    const parentPath = parentOf(path)
    const parent = this.node(parentPath)
    this.#remove(path, node)
    parent.children?.delete(nameOf(path))
    if (zxid > parent.stat.pzxid) parent.stat.pzxid = zxid
    this.#refreshDigest(parentPath, parent)
    const limited = limitedPath(path)
    if (limited !== undefined) this.quotas.delete(limited)
    this.#count(path, -(node.data?.length ?? 0), -1)
    this.observer?.deleted(path)
  }

  /** @throws ZooKeeperError noNode */
  setData(path: string, data: Buffer | null, version: number, zxid: bigint, time: number): Stat {
    const node = this.node(path)
    const growth = (data?.length ?? 0) - (node.data?.length ?? 0)
    node.data = data
    node.stat.mtime = time
    node.stat.mzxid = zxid
    node.stat.version = version
    this.#refreshContent(path, node)
    this.#dataSize += growth
    this.#count(path, growth, 0)
    this.observer?.dataChanged(path)
    return clientStat(node)
  }

  /** @throws ZooKeeperError noNode */
  setAcl(path: string, acl: readonly Acl[], version: number): Stat {
    const node = this.node(path)
    const before = node.acl
    node.acl = this.acls.use(acl)
    this.acls.release(before)
    node.stat.aversion = version
    this.#refreshDigest(path, node)
    return clientStat(node)
  }

  /** All nodes below `path`, itself not counted. */
  descendants(path: string): number {
    if (path === '/') return this.nodes.size - 1
    if (path === '') return this.nodes.size
    let count = 0
    for (const name of this.nodes.get(path)?.children ?? []) count += 1 + this.descendants(childOf(path, name))
    return count
  }

  #addName(parent: DataNode, name: string): void {
    parent.children ??= new Set()
    parent.children.add(name)
  }

  /** Replays must not turn the counters back: a snapshot may hold a later state than the transaction. */
  #advance(path: string, parent: DataNode, cversion: number, zxid: bigint): void {
    if (cversion > parent.stat.cversion) {
      parent.stat.cversion = cversion
      parent.stat.pzxid = zxid
    }
    this.#refreshDigest(path, parent)
  }

  #put(path: string, node: DataNode): void {
    this.nodes.set(path, node)
    this.#refreshContent(path, node)
    this.#dataSize += path.length + (node.data?.length ?? 0)
    const lifetime = this.lifetime(node.stat)
    if (lifetime === 'container') this.containers.add(path)
    if (lifetime === 'ttl') this.ttls.add(path)
    if (lifetime === 'ephemeral') this.#own(node.stat.ephemeralOwner, path)
  }

  #own(session: bigint, path: string): void {
    const paths = this.#ephemerals.get(session)
    if (paths === undefined) this.#ephemerals.set(session, new Set([path]))
    else paths.add(path)
  }

  #remove(path: string, node: DataNode): void {
    this.nodes.delete(path)
    this.acls.release(node.acl)
    this.#digest -= BigInt(node.digest)
    this.#dataSize -= path.length + (node.data?.length ?? 0)
    this.containers.delete(path)
    this.ttls.delete(path)
    if (this.lifetime(node.stat) === 'ephemeral') this.#disown(node.stat.ephemeralOwner, path)
  }

  #disown(session: bigint, path: string): void {
    const paths = this.#ephemerals.get(session)
    paths?.delete(path)
    if (paths?.size === 0) this.#ephemerals.delete(session)
  }

  #refreshContent(path: string, node: DataNode): void {
    if (this.#options.digestEnabled) node.content = contentDigest(path, node.data)
    this.#refreshDigest(path, node)
  }

  #refreshDigest(path: string, node: DataNode): void {
    if (!this.#options.digestEnabled) return
    const digest = nodeDigest(path, node.content, node.stat)
    this.#digest += BigInt(digest - node.digest)
    node.digest = digest
  }

  /** Adds to the statistics of the subtree with a quota that `path` lies in. */
  #count(path: string, bytes: number, nodes: number): void {
    const subtree = this.quotas.covering(path)
    const counter = subtree === undefined ? undefined : this.nodes.get(statPath(subtree))
    if (counter === undefined || !isUsage(counter.data)) return
    const before = parseUsage(counter.data)
    this.#setStatistics(counter, before.count + nodes, before.bytes + bytes)
  }

  #quotaNodeCreated(path: string): void {
    const limited = limitedPath(path)
    if (limited !== undefined) this.quotas.add(limited)
    const counted = countedPath(path)
    if (counted !== undefined) this.recount(counted)
  }

  /** Counts a subtree with a quota anew. */
  recount(subtree: string): void {
    const counter = this.nodes.get(statPath(subtree))
    if (counter === undefined || !this.nodes.has(subtree)) return
    const { count, bytes } = this.#usageOf(subtree)
    this.#setStatistics(counter, count, bytes)
  }

  #usageOf(path: string): { count: number; bytes: number } {
    const node = this.node(path)
    const total = { count: 1, bytes: node.data?.length ?? 0 }
    for (const name of node.children ?? []) {
      const below = this.#usageOf(childOf(path, name))
      total.count += below.count
      total.bytes += below.bytes
    }
    return total
  }

  #setStatistics(counter: DataNode, count: number, bytes: number): void {
    counter.data = Buffer.from(formatUsage(count, bytes))
  }
}
