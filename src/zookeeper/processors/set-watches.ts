import { watchEventType } from '../../wire/jute/op-codes.ts'
import type { SetWatches2 } from '../../wire/jute/requests.ts'
import type { DataTree } from '../tree/data-tree.ts'
import type { Watcher, Watches } from '../tree/watches.ts'

/** A client is back on a new connection: what its watches missed is told at once, the others are set again. */
export function setWatches(
  { tree, watches }: { readonly tree: DataTree; readonly watches: Watches },
  watcher: Watcher,
  lists: SetWatches2,
): void {
  const { relativeZxid } = lists
  for (const path of lists.dataWatches) {
    const stat = tree.get(path)?.stat
    if (stat === undefined) watcher.notify(watchEventType.nodeDeleted, path)
    else if (stat.mzxid > relativeZxid) watcher.notify(watchEventType.nodeDataChanged, path)
    else watches.watchData(path, watcher)
  }
  for (const path of lists.existWatches) {
    if (tree.get(path) !== undefined) watcher.notify(watchEventType.nodeCreated, path)
    else watches.watchData(path, watcher)
  }
  for (const path of lists.childWatches) {
    const stat = tree.get(path)?.stat
    if (stat === undefined) watcher.notify(watchEventType.nodeDeleted, path)
    else if (stat.pzxid > relativeZxid) watcher.notify(watchEventType.nodeChildrenChanged, path)
    else watches.watchChildren(path, watcher)
  }
  for (const path of lists.persistentWatches) watches.watchAlways(path, watcher, 'persistent')
  for (const path of lists.persistentRecursiveWatches) watches.watchAlways(path, watcher, 'recursive')
}
