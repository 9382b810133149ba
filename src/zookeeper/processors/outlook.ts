import type { Acl } from '../../wire/jute/data.ts'
import { ZooKeeperError } from '../../wire/jute/errors.ts'
import type { DataTree } from '../tree/data-tree.ts'
import { contentDigest, nodeDigest } from '../tree/digest.ts'
import type { NodeStat } from '../tree/node.ts'

/** A node as it will be; a state that is never changed, only replaced. */
export interface FutureNode {
  readonly stat: NodeStat
  readonly data: Buffer | null
  readonly acl: readonly Acl[]
  readonly childCount: number
}

interface Change {
  readonly zxid: bigint
  readonly path: string
  /** Undefined: deleted. */
  readonly node: FutureNode | undefined
  /** What was expected before this change, so that it can be taken back; dropped once it is applied. */
  before: Change | undefined
  readonly digestBefore: bigint | undefined
  /** Of the expected node, as in the tree's nodes. */
  readonly content: number
  readonly digest: number
}

/** What the digest of a node is made of, before a change; the tree's nodes know it too. */
type Known = Pick<Change, 'content' | 'digest'> & { readonly data: Buffer | null }

/** Applied changes are dropped in such lots while others are always outstanding. */
const compactAfter = 1000

/**
 * The tree as it will be when everything that was decided has been applied. New transactions are decided upon it while
 * earlier ones are still on their way to the disk (and, one day, to a quorum).
 */
export class Outlook {
  readonly #tree: DataTree
  readonly #digestEnabled: boolean
  readonly #latest = new Map<string, Change>()
  /** In the order of their zxids. */
  #changes: Change[] = []
  #applied = 0
  /** The digest after the last change; undefined while none is outstanding. */
  #digest: bigint | undefined

  constructor(tree: DataTree, digestEnabled: boolean) {
    this.#tree = tree
    this.#digestEnabled = digestEnabled
  }

  /** Undefined where no node will be. */
  find(path: string): FutureNode | undefined {
    const change = this.#latest.get(path)
    return change === undefined ? this.#present(path) : change.node
  }

  /** @throws ZooKeeperError noNode */
  get(path: string): FutureNode {
    const node = this.find(path)
    if (node === undefined) throw new ZooKeeperError('noNode', path)
    return node
  }

  /** Expects this node (or its absence) once `zxid` is applied. */
  expect(zxid: bigint, path: string, node: FutureNode | undefined): void {
    const before = this.#latest.get(path)
    const digestBefore = this.#digest
    const share = this.#digestEnabled ? this.#account(path, node, this.#known(before, path)) : noShare
    const change = { zxid, path, node, before, digestBefore, content: share.content, digest: share.digest }
    this.#latest.set(path, change)
    this.#changes.push(change)
  }

  /** The tree's digest when all is applied; undefined when digests are off. */
  get digest(): bigint | undefined {
    return this.#digestEnabled ? this.#sum : undefined
  }

  /** A point to which `takeBack` can return. */
  get mark(): number {
    return this.#changes.length
  }

  /** Forgets the changes since the mark: their transaction won't happen. */
  takeBack(mark: number): void {
    for (const change of this.#changes.splice(mark).reverse()) {
      this.#digest = change.digestBefore
      if (change.before === undefined) this.#latest.delete(change.path)
      else this.#latest.set(change.path, change.before)
    }
  }

  /** The transactions up to `zxid` are applied: the tree itself shows them now. */
  applied(zxid: bigint): void {
    let change = this.#changes[this.#applied]
    for (; change !== undefined && change.zxid <= zxid; change = this.#changes[this.#applied]) {
      if (this.#latest.get(change.path) === change) this.#latest.delete(change.path)
      change.before = undefined
      this.#applied++
    }
    if (change === undefined) this.#digest = undefined
    if (change === undefined || this.#applied > compactAfter) this.#dropApplied()
  }

  /** The nodes that a session will own. */
  ephemeralsOf(session: bigint): Set<string> {
    const paths = new Set(this.#tree.ephemeralsOf(session))
    for (const [path, { node }] of this.#latest) {
      if (node === undefined) paths.delete(path)
      else if (node.stat.ephemeralOwner === session) paths.add(path)
    }
    return paths
  }

  get outstanding(): number {
    return this.#changes.length - this.#applied
  }

  get #sum(): bigint {
    return this.#digest ?? this.#tree.digest
  }

  #known(before: Change | undefined, path: string): Known | undefined {
    if (before === undefined) return this.#tree.get(path)
    return before.node && { data: before.node.data, content: before.content, digest: before.digest }
  }

  /** Takes the change of one node into the digest, and gives that node's share. */
  #account(path: string, node: FutureNode | undefined, known: Known | undefined): Pick<Change, 'content' | 'digest'> {
    const share = node === undefined ? noShare : shareOf(path, node, known)
    this.#digest = this.#sum + BigInt(share.digest - (known?.digest ?? 0))
    return share
  }

  #dropApplied(): void {
    this.#changes.splice(0, this.#applied)
    this.#applied = 0
  }

  #present(path: string): FutureNode | undefined {
    const node = this.#tree.get(path)
    if (node === undefined) return undefined
    return { stat: node.stat, data: node.data, acl: this.#tree.aclOf(node), childCount: node.children?.size ?? 0 }
  }
}

const noShare = { content: 0, digest: 0 }

/** Most changes of a parent leave its data as they are. */
function shareOf(path: string, { data, stat }: FutureNode, known: Known | undefined) {
  const content = known !== undefined && known.data === data ? known.content : contentDigest(path, data)
  return { content, digest: nodeDigest(path, content, stat) }
}
