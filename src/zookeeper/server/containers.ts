import type { DataTree } from '../tree/data-tree.ts'
import { ttlOf } from '../tree/owner.ts'

/** Nodes whose end has come: containers that are empty after having had children, and TTL nodes not touched in time. */
export function outlivedNodes(tree: DataTree, now: number): string[] {
  return [...emptyContainers(tree), ...outlivedTtls(tree, now)]
}

function emptyContainers(tree: DataTree): string[] {
  return [...tree.containers].filter((path) => {
    const node = tree.get(path)
    return node !== undefined && node.stat.cversion > 0 && (node.children?.size ?? 0) === 0
  })
}

function outlivedTtls(tree: DataTree, now: number): string[] {
  return [...tree.ttls].filter((path) => {
    const node = tree.get(path)
    if (node === undefined || (node.children?.size ?? 0) > 0) return false
    return now - node.stat.mtime > ttlOf(node.stat.ephemeralOwner)
  })
}
