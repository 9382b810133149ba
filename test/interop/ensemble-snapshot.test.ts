import { rmSync } from 'node:fs'
import path from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import type { ZooKeeperClient } from '../../src/zookeeper/client/client.ts'
import { realKafka } from '../kit/real-kafka.ts'
import type { Maker } from '../kit/servers.ts'
import { expectSameFiles, expectSameTrees, orDone, withClient } from './ensemble/agreement.ts'
import { MixedEnsemble } from './ensemble/mixed-ensemble.ts'

const limit = 180_000
const nodes = 100
const nodeSize = 200_000

let ensemble: MixedEnsemble | undefined

afterEach(async () => {
  await ensemble?.dispose()
  ensemble = undefined
})

const pairs: readonly { name: string; poor: Maker; others: Maker }[] = [
  { name: 'a real one from our leader', poor: 'real', others: 'ours' },
  { name: 'ours from a real leader', poor: 'ours', others: 'real' },
]

const rights = (round: number) => [
  { perms: 31, id: { scheme: 'world', id: 'anyone' } },
  { perms: 1, id: { scheme: 'ip', id: `10.0.${round % 250}.1` } },
]

/** Changes that a snapshot may hold half of, until told to stop. */
async function keepChanging(client: ZooKeeperClient, isOver: () => boolean): Promise<number> {
  let round = 0
  for (; !isOver(); round++) {
    const big = `/big-${round % nodes}`
    const acl = rights(round)
    await Promise.all([
      client.set(big, Buffer.alloc(nodeSize / 10, round)),
      client.setAcl(big, acl),
      orDone(client.create(`/passing-${round}`, Buffer.from('x'), { acl }), 'nodeExists'),
      orDone(
        client.create(`/lasting-${round}`, null, { acl, mode: round % 3 === 0 ? 'ephemeral' : 'persistent' }),
        'nodeExists',
      ),
      orDone(client.delete(`/passing-${round - 1}`, -1), 'noNode'),
      orDone(client.delete('/again', -1), 'noNode'),
      orDone(client.create('/again', Buffer.from(String(round))), 'nodeExists'),
    ])
  }
  return round
}

describe.skipIf(!realKafka)('a server that lost its files gets a snapshot (needs the real Kafka)', () => {
  test.each(pairs)('$name, while much is written', { timeout: limit }, async ({ poor, others }) => {
    const members = await MixedEnsemble.start([poor, others, others])
    ensemble = members
    await members.leader()
    await members.kill(0)
    const leader = members.at(await members.leader())
    await withClient(leader, async (client) => {
      for (let i = 0; i < nodes; i++) await orDone(client.create(`/big-${i}`, Buffer.alloc(nodeSize, i)), 'nodeExists')
    })
    rmSync(path.join(members.dataDir(0), 'version-2'), { recursive: true })
    await withClient(leader, async (client) => {
      let isOver = false
      const changing = keepChanging(client, () => isOver)
      await members.revive(0)
      await members.leader()
      isOver = true
      expect(await changing).toBeGreaterThan(0)
    })
    await expectSameTrees(members)
    await expectSameFiles(members)
    expect(members.at(0).output()).not.toContain('Exception when following the leader')
  })
})
