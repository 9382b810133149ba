import type { DataTree } from '../tree/data-tree.ts'
import { ttlOf } from '../tree/owner.ts'

/**
 * Nodes whose end has come: containers that are empty after having had children, or had none for `maxNeverUsed`
 * milliseconds (0 is for ever), and TTL nodes not touched in time.
 */
export function outlivedNodes(tree: DataTree, now: number, maxNeverUsed: number): string[] {
  return [...emptyContainers(tree, now, maxNeverUsed), ...outlivedTtls(tree, now)]
}

function emptyContainers(tree: DataTree, now: number, maxNeverUsed: number): string[] {
  return [...tree.containers].filter((path) => {
    const node = tree.get(path)
    if (node === undefined || (node.children?.size ?? 0) > 0) return false
    return node.stat.cversion > 0 || (maxNeverUsed > 0 && now - node.stat.mtime > maxNeverUsed)
  })
}

function outlivedTtls(tree: DataTree, now: number): string[] {
  return [...tree.ttls].filter((path) => {
    const node = tree.get(path)
    if (node === undefined || (node.children?.size ?? 0) > 0) return false
    return now - node.stat.mtime > ttlOf(node.stat.ephemeralOwner)
  })
}
