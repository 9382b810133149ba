/** Where limits and statistics of a subtree with a quota are kept. */
export const quotaRoot = '/zookeeper/quota'
const limitName = 'zookeeper_limits'
const statName = 'zookeeper_stats'

export function limitPath(path: string): string {
  return `${quotaRoot}${path}/${limitName}`
}

export function statPath(path: string): string {
  return `${quotaRoot}${path}/${statName}`
}

/** The subtree whose limits (or statistics) this node holds; undefined for any other node. */
export function limitedPath(node: string): string | undefined {
  return subtreeOf(node, limitName)
}

export function countedPath(node: string): string | undefined {
  return subtreeOf(node, statName)
}

function subtreeOf(node: string, name: string): string | undefined {
  if (!node.startsWith(`${quotaRoot}/`) || !node.endsWith(`/${name}`)) return undefined
  return node.slice(quotaRoot.length, -name.length - 1) || undefined
}

/** Counts of a subtree, or its limits; -1 says that there is no limit. */
export interface Usage {
  readonly count: number
  readonly bytes: number
  readonly countHardLimit: number
  readonly byteHardLimit: number
}

const none: Usage = { count: -1, bytes: -1, countHardLimit: -1, byteHardLimit: -1 }

/** Reads `count=5,bytes=-1=;byteHardLimit=-1;countHardLimit=-1`, in any of the forms that ZooKeeper versions wrote. */
export function parseUsage(data: Buffer | null): Usage {
  const found: Record<string, number> = {}
  for (const [, key, value] of (data?.toString('utf8') ?? '').matchAll(/(\w+)=(-?\d+)/g)) {
    if (key !== undefined) found[key] = Number(value)
  }
  return { ...none, ...found }
}

/** Whether this can be read so: operators may have written anything. */
export function isUsage(data: Buffer | null): boolean {
  return /^\w+=-?\d+/.test(data?.toString('utf8') ?? '')
}

export function formatUsage(count: number, bytes: number): string {
  return `count=${count},bytes=${bytes}`
}

/** The subtrees that have limits. */
export class QuotaPaths {
  readonly #paths = new Set<string>()

  add(path: string): void {
    this.#paths.add(path)
  }

  delete(path: string): void {
    this.#paths.delete(path)
  }

  /** Every path with limits, sorted. */
  all(): string[] {
    return [...this.#paths].sort()
  }

  /** The deepest path with limits that `path` lies in; undefined if there is none. */
  covering(path: string): string | undefined {
    if (this.#paths.size === 0 || path.startsWith('/zookeeper/')) return undefined
    for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1)) {
      const prefix = path.slice(0, end)
      if (this.#paths.has(prefix)) return prefix
    }
    return undefined
  }
}
