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
  /** Undefined: deleted. */
  readonly node: FutureNode | undefined
  /** Of the expected node, as in the tree's nodes. */
  readonly content: number
  readonly digest: number
}

/** What can be taken back: how it was before a change of the transaction that is being decided. */
interface Undo {
  readonly path: string
  readonly before: Change | undefined
  readonly digest: bigint | undefined
}

/** What the digest of a node is made of, before a change; the tree's nodes know it too. */
type Known = Pick<Change, 'content' | 'digest'> & { readonly data: Buffer | null }

/** While changes are always outstanding, those that were applied are dropped in such lots. */
const lot = 1000

/**
 * The tree as it will be when everything that was decided has been applied. New transactions are decided upon it while
 * earlier ones are still on their way to the disk or to a quorum. Changes are not deleted one by one, but passed over
 * once they are applied, and dropped with the whole map: one that always shrinks and grows leaves behind a chain of dead
 * tables, which keeps all that they held alive until the next full collection.
 */
export class Outlook {
  readonly #tree: DataTree
  readonly #digestEnabled: boolean
  #changes = new Map<string, Change>()
  /** Those that were made before, while some of them are outstanding. */
  #earlier = new Map<string, Change>()
  #lastEarlier = 0n
  #lastExpected = 0n
  #lastApplied = 0n
  #undo: Undo[] = []
  /** The digest after the last change; undefined while none is outstanding. */
  #digest: bigint | undefined

  constructor(tree: DataTree, digestEnabled: boolean) {
    this.#tree = tree
    this.#digestEnabled = digestEnabled
  }

  /** Undefined where no node will be. */
  find(path: string): FutureNode | undefined {
    const change = this.#expected(path)
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
    const before = this.#expected(path)
    this.#undo.push({ path, before, digest: this.#digest })
    const { content, digest } = this.#digestEnabled ? this.#account(path, node, this.#known(before, path)) : noShare
    this.#changes.set(path, { zxid, node, content, digest })
    this.#lastExpected = zxid
  }

  /** The tree's digest when all is applied; undefined when digests are off. */
  get digest(): bigint | undefined {
    return this.#digestEnabled ? this.#sum : undefined
  }

  /** A point to which `takeBack` can return, until the transaction is decided. */
  get mark(): number {
    return this.#undo.length
  }

  /** Forgets the changes since the mark: they won't happen. */
  takeBack(mark: number): void {
    for (const { path, before, digest } of this.#undo.splice(mark).reverse()) {
      this.#digest = digest
      if (before === undefined) this.#changes.delete(path)
      else this.#changes.set(path, before)
    }
  }

  /** The transaction is decided: its changes will happen. */
  decided(): void {
    if (this.#undo.length > 0) this.#undo = []
  }

  /** The transactions up to `zxid` are applied: the tree itself shows them now. */
  applied(zxid: bigint): void {
    this.#lastApplied = zxid
    if (zxid >= this.#lastExpected) this.#dropAll()
    else if (this.#changes.size >= lot && zxid >= this.#lastEarlier) this.#dropEarlier()
  }

  /** The nodes that a session will own. */
  ephemeralsOf(session: bigint): Set<string> {
    const paths = new Set(this.#tree.ephemeralsOf(session))
    for (const path of new Set([...this.#earlier.keys(), ...this.#changes.keys()])) {
      const change = this.#expected(path)
      if (change === undefined) continue
      if (change.node === undefined) paths.delete(path)
      else if (change.node.stat.ephemeralOwner === session) paths.add(path)
    }
    return paths
  }

  /** Everything that was expected has come. */
  get isSettled(): boolean {
    return this.#changes.size === 0 && this.#earlier.size === 0
  }

  /** The change that is outstanding at this path. */
  #expected(path: string): Change | undefined {
    const change = this.#changes.get(path) ?? this.#earlier.get(path)
    return change !== undefined && change.zxid > this.#lastApplied ? change : undefined
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

  #dropAll(): void {
    this.#digest = undefined
    if (this.#changes.size > 0) this.#changes = new Map()
    if (this.#earlier.size > 0) this.#earlier = new Map()
  }

  #dropEarlier(): void {
    this.#earlier = this.#changes
    this.#lastEarlier = this.#lastExpected
    this.#changes = new Map()
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
