import { type Clock, pause } from '../../base/clock.ts'
import type { Random } from '../../base/random.ts'
import type { AccessControlEntry, AclBinding, AclFilter, ResourcePattern } from '../../client/acl.ts'
import { matchesEntry, matchesPattern } from '../../client/acl-matching.ts'
import { isZooKeeperError } from '../../wire/jute/errors.ts'
import type { ZooKeeperClient } from '../../zookeeper/client/client.ts'
import { ensurePath } from '../server/top-level-paths.ts'
import { znodeAcl } from '../znodes/access.ts'
import {
  type AclTree,
  aclTrees,
  changePath,
  decodeAcls,
  encodeAclChange,
  encodeAcls,
  entriesPath,
  storedTypes,
  typePath,
} from '../znodes/acls.ts'

export interface AclStoreOptions {
  readonly zookeeper: ZooKeeperClient
  /** `zookeeper.set.acl`: only whoever writes entries may change them again. */
  readonly secured: boolean
  readonly clock: Clock
  readonly random: Random
}

/** The entries of one pattern as they lie in ZooKeeper; no version where there is no znode yet. */
interface Stored {
  readonly entries: readonly AccessControlEntry[]
  readonly version: number | undefined
}

const attempts = 11
const backoffMs = { least: 100, spread: 50 }

/** Access control entries as Kafka's AclAuthorizer keeps them in ZooKeeper, and the notices by which brokers hear of changes. */
export class AclStore {
  readonly #options: AclStoreOptions

  constructor(options: AclStoreOptions) {
    this.#options = options
  }

  /** Makes the znodes that entries and notices lie in. */
  async prepare(): Promise<void> {
    const paths = aclTrees.flatMap((tree) => storedTypes.map((type) => typePath(tree, type)))
    const all = [...paths, ...aclTrees.map(({ changes }) => changes)]
    await Promise.all(all.map((path) => ensurePath(this.#options.zookeeper, path, this.#aclOf(path))))
  }

  /** All entries that the filter lets through, by patterns in the order of their names. */
  async find({ resource, entry }: AclFilter): Promise<AclBinding[]> {
    const patterns = (await this.#patterns()).filter((pattern) => matchesPattern(resource, pattern))
    const found = await Promise.all(
      patterns.map(async (pattern) => {
        const { entries } = await this.#read(pattern)
        return entries.filter((each) => matchesEntry(entry, each)).map((each) => ({ pattern, entry: each }))
      }),
    )
    return found.flat()
  }

  /** Entries that are there already stay as they are. */
  async add(pattern: ResourcePattern, entries: readonly AccessControlEntry[]): Promise<void> {
    await this.#update(pattern, (present) => [...present, ...entries.filter((entry) => !includes(present, entry))])
  }

  /** Removes what any of the filters lets through, and tells what that was. */
  async remove(filters: readonly AclFilter[]): Promise<AclBinding[]> {
    const removed: AclBinding[] = []
    for (const pattern of await this.#patterns()) {
      const applying = filters.filter(({ resource }) => matchesPattern(resource, pattern))
      if (applying.length === 0) continue
      const goes = (each: AccessControlEntry) => applying.some(({ entry }) => matchesEntry(entry, each))
      const before = await this.#update(pattern, (present) => present.filter((each) => !goes(each)))
      removed.push(...before.filter(goes).map((entry) => ({ pattern, entry })))
    }
    return removed
  }

  async #patterns(): Promise<ResourcePattern[]> {
    const { zookeeper } = this.#options
    const lists = aclTrees.flatMap((tree) =>
      storedTypes.map(async (resourceType) => {
        const { children } = await zookeeper.children(typePath(tree, resourceType))
        return children.sort().map((name) => ({ resourceType, name, patternType: tree.patternType }))
      }),
    )
    return (await Promise.all(lists)).flat()
  }

  async #read(pattern: ResourcePattern): Promise<Stored> {
    try {
      const { data, stat } = await this.#options.zookeeper.get(entriesPath(treeOf(pattern), pattern))
      return { entries: decodeAcls(data), version: stat.version }
    } catch (error) {
      if (!isZooKeeperError(error, 'noNode')) throw error
      return { entries: [], version: undefined }
    }
  }

  /** Tries again while others change the same entries; gives what was there before. */
  async #update(
    pattern: ResourcePattern,
    change: (present: readonly AccessControlEntry[]) => readonly AccessControlEntry[],
  ): Promise<readonly AccessControlEntry[]> {
    const { clock, random } = this.#options
    for (let attempt = 1; attempt <= attempts; attempt++) {
      const stored = await this.#read(pattern)
      const entries = change(stored.entries)
      if (await this.#write(pattern, entries, stored.version)) {
        if (entries.length !== stored.entries.length) await this.#tellBrokers(pattern)
        return stored.entries
      }
      await pause(clock, backoffMs.least + random.int(backoffMs.spread))
    }
    throw new Error(`Failed to update ACLs for ${pattern.name} after trying a maximum of ${attempts - 1} times`)
  }

  async #tellBrokers(pattern: ResourcePattern): Promise<void> {
    const tree = treeOf(pattern)
    const options = { mode: 'persistentSequential', acl: this.#aclOf(tree.changes) } as const
    await this.#options.zookeeper.create(changePath(tree), encodeAclChange(pattern), options)
  }

  /** False when somebody else was faster. */
  async #write(
    pattern: ResourcePattern,
    entries: readonly AccessControlEntry[],
    version: number | undefined,
  ): Promise<boolean> {
    const { zookeeper } = this.#options
    const path = entriesPath(treeOf(pattern), pattern)
    try {
      if (version === undefined) {
        if (entries.length > 0) await zookeeper.create(path, encodeAcls(entries), { acl: this.#aclOf(path) })
      } else if (entries.length === 0) await zookeeper.delete(path, version)
      else await zookeeper.set(path, encodeAcls(entries), version)
      return true
    } catch (error) {
      const overtaken = (['nodeExists', 'noNode', 'badVersion'] as const).some((name) => isZooKeeperError(error, name))
      if (!overtaken) throw error
      return false
    }
  }

  #aclOf(path: string) {
    return znodeAcl(path, this.#options.secured)
  }
}

function treeOf({ patternType }: ResourcePattern): AclTree {
  return aclTrees[patternType === 'PREFIXED' ? 1 : 0]
}

function includes(entries: readonly AccessControlEntry[], entry: AccessControlEntry): boolean {
  return entries.some(
    (each) =>
      each.principal === entry.principal &&
      each.host === entry.host &&
      each.operation === entry.operation &&
      each.permissionType === entry.permissionType,
  )
}
