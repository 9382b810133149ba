import { watchEventType } from '../../wire/jute/op-codes.ts'
import type { SetWatches2 } from '../../wire/jute/requests.ts'
import type { WatcherEvent } from '../../wire/jute/responses.ts'

/** What happened to a node, or to its watch. */
export type WatchEventType =
  | 'NodeCreated'
  | 'NodeDeleted'
  | 'NodeDataChanged'
  | 'NodeChildrenChanged'
  | 'DataWatchRemoved'
  | 'ChildWatchRemoved'
  | 'PersistentWatchRemoved'

export interface WatchEvent {
  readonly type: WatchEventType
  /** As this client sees it: without its chroot. */
  readonly path: string
}

export type WatchHandler = (event: WatchEvent) => void

const eventNames = new Map<number, WatchEventType>([
  [watchEventType.nodeCreated, 'NodeCreated'],
  [watchEventType.nodeDeleted, 'NodeDeleted'],
  [watchEventType.nodeDataChanged, 'NodeDataChanged'],
  [watchEventType.nodeChildrenChanged, 'NodeChildrenChanged'],
])

/** An event as it came, in the client's words; undefined for what is none about a node. */
export function readWatchEvent({ type, path }: WatcherEvent, chroot: string): WatchEvent | undefined {
  const name = eventNames.get(type)
  return name === undefined ? undefined : { type: name, path: withoutChroot(path, chroot) }
}

const kinds = ['data', 'exists', 'children', 'persistent', 'persistentRecursive'] as const
export type WatchKind = (typeof kinds)[number]

/** Lists that a removal by type empties. */
const kindsOfType = {
  children: ['children'],
  data: ['data', 'exists'],
  any: kinds,
} as const
export type WatcherType = keyof typeof kindsOfType

const removalEvents: Record<WatchKind, WatchEventType> = {
  data: 'DataWatchRemoved',
  exists: 'DataWatchRemoved',
  children: 'ChildWatchRemoved',
  persistent: 'PersistentWatchRemoved',
  persistentRecursive: 'PersistentWatchRemoved',
}

/** Lists whose watches an event of this type uses up. */
const oneShot: Partial<Record<WatchEventType, readonly WatchKind[]>> = {
  NodeCreated: ['data', 'exists'],
  NodeDataChanged: ['data', 'exists'],
  NodeChildrenChanged: ['children'],
  NodeDeleted: ['data', 'exists', 'children'],
}

type Handlers = Map<string, Set<WatchHandler>>

/** The watches that this client has set, so that an event finds who asked for it and a new connection can set them again. */
export class Watches {
  readonly #lists: Record<WatchKind, Handlers> = {
    data: new Map(),
    exists: new Map(),
    children: new Map(),
    persistent: new Map(),
    persistentRecursive: new Map(),
  }

  add(kind: WatchKind, path: string, handler: WatchHandler): void {
    const handlers = this.#lists[kind].get(path) ?? new Set()
    handlers.add(handler)
    this.#lists[kind].set(path, handlers)
  }

  /** The handlers that the event is for, each once; one-shot watches are gone afterwards. */
  take(event: WatchEvent): Set<WatchHandler> {
    const found = new Set<WatchHandler>()
    for (const kind of oneShot[event.type] ?? []) {
      for (const handler of this.#lists[kind].get(event.path) ?? []) found.add(handler)
      this.#lists[kind].delete(event.path)
    }
    for (const handler of this.#lists.persistent.get(event.path) ?? []) found.add(handler)
    if (event.type !== 'NodeChildrenChanged') this.#collectRecursive(event.path, found)
    return found
  }

  #collectRecursive(path: string, found: Set<WatchHandler>): void {
    const list = this.#lists.persistentRecursive
    if (list.size === 0) return
    for (const ancestor of selfAndAncestors(path)) {
      for (const handler of list.get(ancestor) ?? []) found.add(handler)
    }
  }

  has(path: string, type: WatcherType, handler?: WatchHandler): boolean {
    return kindsOfType[type].some((kind) => {
      const handlers = this.#lists[kind].get(path)
      return handlers !== undefined && (handler === undefined || handlers.has(handler))
    })
  }

  /** Forgets the watches, all or one handler's; gives what each handler has to be told. */
  remove(path: string, type: WatcherType, handler?: WatchHandler): { handler: WatchHandler; event: WatchEvent }[] {
    return kindsOfType[type].flatMap((kind) => {
      const event = { type: removalEvents[kind], path }
      return this.#removeFrom(kind, path, handler).map((removed) => ({ handler: removed, event }))
    })
  }

  #removeFrom(kind: WatchKind, path: string, handler: WatchHandler | undefined): WatchHandler[] {
    const handlers = this.#lists[kind].get(path)
    if (handlers === undefined) return []
    const removed = [...handlers].filter((each) => handler === undefined || each === handler)
    for (const each of removed) handlers.delete(each)
    if (handlers.size === 0) this.#lists[kind].delete(path)
    return removed
  }

  clear(): void {
    for (const kind of kinds) this.#lists[kind].clear()
  }

  /** The requests that set all watches again, none larger than a server takes. Paths get `chroot` in front. */
  resetRequests(relativeZxid: bigint, chroot: string): SetWatches2[] {
    const requests: SetWatches2[] = []
    let size = Number.POSITIVE_INFINITY
    for (const kind of kinds) {
      for (const path of this.#lists[kind].keys()) {
        const full = withChroot(path, chroot)
        if (size > resetRequestBytes) {
          requests.push(emptyReset(relativeZxid))
          size = 0
        }
        requests.at(-1)?.[requestField[kind]].push(full)
        size += full.length
      }
    }
    return requests
  }
}

/** ZooKeeper's own limit for one setWatches request. */
const resetRequestBytes = 128 * 1024

const requestField = {
  data: 'dataWatches',
  exists: 'existWatches',
  children: 'childWatches',
  persistent: 'persistentWatches',
  persistentRecursive: 'persistentRecursiveWatches',
} as const

function emptyReset(relativeZxid: bigint): SetWatches2 {
  return {
    relativeZxid,
    dataWatches: [],
    existWatches: [],
    childWatches: [],
    persistentWatches: [],
    persistentRecursiveWatches: [],
  }
}

export function withChroot(path: string, chroot: string): string {
  if (chroot === '') return path
  return path === '/' ? chroot : chroot + path
}

export function withoutChroot(path: string, chroot: string): string {
  if (chroot === '' || !path.startsWith(chroot)) return path
  return path.length === chroot.length ? '/' : path.slice(chroot.length)
}

function selfAndAncestors(path: string): string[] {
  const paths = [path]
  for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) paths.push(path.slice(0, at))
  if (path !== '/') paths.push('/')
  return paths
}
