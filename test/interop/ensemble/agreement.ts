import { expect } from 'vitest'
import { nodeDisk } from '../../../src/base/disk/node-disk.ts'
import { ZooKeeperError } from '../../../src/wire/jute/errors.ts'
import type { ZooKeeperClient } from '../../../src/zookeeper/client/client.ts'
import { load, makeDataDirectories } from '../../../src/zookeeper/storage/data-directory.ts'
import { eventually, type Server } from '../../kit/servers.ts'
import { askWord } from '../../kit/words.ts'
import { connectTo } from '../../zookeeper-client/connect.ts'
import type { MixedEnsemble } from './mixed-ensemble.ts'

export async function withClient<T>({ port }: Server, use: (client: ZooKeeperClient) => Promise<T>): Promise<T> {
  const client = await connectTo(port, { retryConnectionLoss: true, sessionTimeoutMs: 10_000 })
  try {
    return await use(client)
  } finally {
    await client.close()
  }
}

/** What is asked again after a lost connection may have been done by then: that answers with this error. */
export async function orDone(asked: Promise<unknown>, error: 'nodeExists' | 'noNode'): Promise<void> {
  await asked.catch((reason: unknown) => {
    if (!(reason instanceof ZooKeeperError) || reason.errorName !== error) throw reason
  })
}

/** All nodes that this server shows, with data, stat and rights. */
export function treeOf(server: Server): Promise<Record<string, unknown>> {
  return withClient(server, async (client) => {
    await client.sync('/')
    const nodes: Record<string, unknown> = {}
    const walk = async (at: string): Promise<void> => {
      const [{ children }, { data, stat }, { acl }] = await Promise.all([
        client.children(at),
        client.get(at),
        client.getAcl(at),
      ])
      nodes[at] = { data: data?.toString(), stat, acl }
      const below = [...children].sort().map((child) => (at === '/' ? `/${child}` : `${at}/${child}`))
      await Promise.all(below.filter((child) => child !== '/zookeeper/config').map(walk))
    }
    await walk('/')
    return nodes
  })
}

/** Every server that is up shows the same. */
export async function expectSameTrees(ensemble: MixedEnsemble): Promise<Record<string, unknown>> {
  const [first = 0, ...others] = ensemble.up
  const tree = await treeOf(ensemble.at(first))
  for (const other of others) expect(await treeOf(ensemble.at(other))).toEqual(tree)
  return tree
}

/**
 * Every server has come as far as the leader, and no server has ever found another digest of the tree than the leader.
 * Then all are killed, and what their files hold is compared: the digests that the leaders logged, whoever made them, and those
 * computed here.
 */
export async function expectSameFiles(ensemble: MixedEnsemble): Promise<void> {
  await eventually('all are where the leader is', async () => {
    const zxids = await Promise.all(ensemble.up.map(async (index) => zxidOf(await askWord(ensemble.at(index), 'srvr'))))
    return new Set(zxids).size === 1 && zxids[0] !== undefined
  })
  for (const index of ensemble.up) {
    expect(await askWord(ensemble.at(index), 'mntr')).toMatch(/^zk_digest_mismatches_count\t0$/m)
  }
  await ensemble.kill(...ensemble.up)
  const states = ensemble.indexes.map((index) => stateOnDisk(ensemble.dataDir(index)))
  for (const state of states) expect(state).toEqual(states[0])
  expect(states[0]?.digestMismatches).toBe(0)
}

function zxidOf(answer: string | undefined): string | undefined {
  return /^Zxid: (\w+)$/m.exec(answer ?? '')?.[1]
}

export function stateOnDisk(dataDir: string) {
  const directories = makeDataDirectories(nodeDisk, dataDir, dataDir)
  const options = { ttlEnabled: false, digestEnabled: true }
  const { tree, sessions, lastZxid, digestMismatches } = load(nodeDisk, directories, options, () => {})
  return { lastZxid, digest: tree.digest, digestMismatches, nodes: tree.size, sessions: [...sessions.keys()].sort() }
}
