import { watchEventType } from '../../wire/jute/op-codes.ts'
import type { TreeObserver } from './data-tree.ts'
import { parentOf } from './path.ts'

/** Whoever set watches: a client's connection. */
export interface Watcher {
  /** @param type a `watchEventType` */
  notify(type: number, path: string): void
}

/**
 * How long a watch stays: until it fires once, until removed, or until removed and for all nodes below too. A watcher
 * has one watch on a path; a later one takes its place, as in ZooKeeper 3.8 (both stay from 3.9 on: ZOOKEEPER-4466).
 */
export type WatchMode = 'once' | 'persistent' | 'recursive'

/** The watches of one kind: on data (and existence), or on children. */
class WatchTable {
  readonly byPath = new Map<string, Map<Watcher, WatchMode>>()
  readonly byWatcher = new Map<Watcher, Set<string>>()
  /** While nobody watches whole subtrees, only the node itself needs a look. */
  #recursive = 0

  add(path: string, watcher: Watcher, mode: WatchMode): void {
    const watchers = getOrMake(this.byPath, path, () => new Map<Watcher, WatchMode>())
    if (watchers.get(watcher) === 'recursive') this.#recursive--
    if (mode === 'recursive') this.#recursive++
    watchers.set(watcher, mode)
    getOrMake(this.byWatcher, watcher, () => new Set<string>()).add(path)
  }

  has(path: string, watcher: Watcher): boolean {
    return this.byPath.get(path)?.has(watcher) ?? false
  }

  remove(path: string, watcher: Watcher): boolean {
    const mode = this.byPath.get(path)?.get(watcher)
    if (mode === undefined) return false
    if (mode === 'recursive') this.#recursive--
    this.#forget(path, watcher)
    return true
  }

  removeAll(watcher: Watcher): void {
    for (const path of [...(this.byWatcher.get(watcher) ?? [])]) this.remove(path, watcher)
  }

  /** Whether anyone may hear of something at `path`. */
  mayBeHeard(path: string): boolean {
    return this.#recursive > 0 || this.byPath.has(path)
  }

  /** Adds everyone who hears of an event at `path` to `heard`, and drops the watches that fire only once. */
  collect(path: string, type: number, heard: Set<Watcher>): void {
    for (const [watcher, mode] of this.byPath.get(path) ?? []) {
      if (type !== watchEventType.nodeChildrenChanged || mode !== 'recursive') heard.add(watcher)
      if (mode === 'once') this.#forget(path, watcher)
    }
    if (this.#recursive > 0 && type !== watchEventType.nodeChildrenChanged) this.#collectAbove(path, heard)
  }

  #collectAbove(path: string, heard: Set<Watcher>): void {
    for (let above = path; above !== '/'; ) {
      above = parentOf(above)
      for (const [watcher, mode] of this.byPath.get(above) ?? []) if (mode === 'recursive') heard.add(watcher)
    }
  }

  #forget(path: string, watcher: Watcher): void {
    const watchers = this.byPath.get(path)
    watchers?.delete(watcher)
    if (watchers?.size === 0) this.byPath.delete(path)
    const paths = this.byWatcher.get(watcher)
    paths?.delete(path)
    if (paths?.size === 0) this.byWatcher.delete(watcher)
  }
}

/** Everyone's watches; observes the tree and tells the watchers. */
export class Watches implements TreeObserver {
  readonly data = new WatchTable()
  readonly children = new WatchTable()

  created(path: string): void {
    this.#fire(watchEventType.nodeCreated, path, [this.data])
    this.#fire(watchEventType.nodeChildrenChanged, parentOf(path), [this.children])
  }

  /** Who watches both data and children of a node hears only once that it is gone. */
  deleted(path: string): void {
    this.#fire(watchEventType.nodeDeleted, path, [this.data, this.children])
    this.#fire(watchEventType.nodeChildrenChanged, parentOf(path), [this.children])
  }

  dataChanged(path: string): void {
    this.#fire(watchEventType.nodeDataChanged, path, [this.data])
  }

  watchData(path: string, watcher: Watcher): void {
    this.data.add(path, watcher, 'once')
  }

  watchChildren(path: string, watcher: Watcher): void {
    this.children.add(path, watcher, 'once')
  }

  watchAlways(path: string, watcher: Watcher, mode: 'persistent' | 'recursive'): void {
    this.data.add(path, watcher, mode)
    this.children.add(path, watcher, mode)
  }

  removeAll(watcher: Watcher): void {
    this.data.removeAll(watcher)
    this.children.removeAll(watcher)
  }

  get total(): number {
    let total = 0
    for (const table of [this.data, this.children]) for (const paths of table.byWatcher.values()) total += paths.size
    return total
  }

  #fire(type: number, path: string, tables: readonly WatchTable[]): void {
    if (!tables.some((table) => table.mayBeHeard(path))) return
    const heard = new Set<Watcher>()
    for (const table of tables) table.collect(path, type, heard)
    for (const watcher of heard) watcher.notify(type, path)
  }
}

function getOrMake<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}
