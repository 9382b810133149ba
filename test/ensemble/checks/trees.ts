import type { ZooKeeperClient } from '../../../src/zookeeper/client/client.ts'
import { load, makeDataDirectories } from '../../../src/zookeeper/storage/data-directory.ts'
import type { ServerNode } from '../server-node.ts'

/** What a client of one server sees: each node with its data and stat. */
export async function treeSeen(client: ZooKeeperClient): Promise<Map<string, string>> {
  const seen = new Map<string, string>()
  const look = async (path: string): Promise<void> => {
    const [{ children }, { data, stat }] = await Promise.all([client.children(path), client.get(path)])
    seen.set(path, `${data?.toString() ?? ''} ${describeStat(stat)}`)
    const below = children.sort().map((name) => `${path === '/' ? '' : path}/${name}`)
    await Promise.all(below.filter((each) => each !== '/zookeeper').map(look))
  }
  await client.sync('/')
  await look('/')
  return seen
}

/** What a server that was stopped has on its disk. */
export function treeStored({ machine: { disk } }: ServerNode): { nodes: Map<string, string>; digest: bigint } {
  const directories = makeDataDirectories(disk, '/zookeeper', '/zookeeper')
  const options = { ttlEnabled: false, digestEnabled: true }
  const { tree } = load(disk, directories, options, () => {})
  const nodes = [...tree.nodes].filter(([path]) => !path.startsWith('/zookeeper'))
  nodes.sort(([a], [b]) => (a < b ? -1 : 1))
  const text = (node: (typeof nodes)[number][1]) =>
    `${node.data?.toString() ?? ''} ${describeStat(node.stat)} ${JSON.stringify(tree.aclOf(node))}`
  return { nodes: new Map(nodes.map(([path, node]) => [path, text(node)])), digest: tree.digest }
}

/** The first difference, in words; undefined when there is none. */
export function treeDifference(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): string | undefined {
  for (const path of new Set([...a.keys(), ...b.keys()])) {
    if (a.get(path) !== b.get(path))
      return `${path} is ${a.get(path) ?? 'missing'} here, ${b.get(path) ?? 'missing'} there`
  }
  return undefined
}

function describeStat(stat: object): string {
  return Object.entries(stat)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join(' ')
}
