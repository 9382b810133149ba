import { ZooKeeperError } from '../../wire/jute/errors.ts'
import type { DataTree } from '../tree/data-tree.ts'
import { isUsage, limitPath, parseUsage, statPath, type Usage } from '../tree/quota.ts'

export interface QuotaContext {
  readonly tree: DataTree
  /** `enforceQuota`: hard limits refuse; without it they are only kept. */
  readonly enforced: boolean
}

/** @throws ZooKeeperError quotaExceeded when the change would go beyond a hard limit of the subtree; marshallingError */
export function checkQuota({ tree, enforced }: QuotaContext, path: string, bytes: number, nodes: number): void {
  if (!enforced) return
  const subtree = tree.quotas.covering(path)
  if (subtree === undefined) return
  const limit = usageAt(tree, limitPath(subtree))
  const used = usageAt(tree, statPath(subtree))
  const tooMany = nodes > 0 && isBeyond(used.count + nodes, limit.countHardLimit)
  const tooBig = bytes > 0 && isBeyond(used.bytes + bytes, limit.byteHardLimit)
  if (tooMany || tooBig) throw new ZooKeeperError('quotaExceeded', path)
}

/** @throws ZooKeeperError marshallingError when the node holds something else */
function usageAt(tree: DataTree, path: string): Usage {
  const node = tree.get(path)
  if (node !== undefined && !isUsage(node.data)) throw new ZooKeeperError('marshallingError', path)
  return parseUsage(node?.data ?? null)
}

function isBeyond(value: number, limit: number): boolean {
  return limit > -1 && value > limit
}
