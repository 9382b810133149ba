import { expect } from 'vitest'
import type { ZooKeeperClient } from '../../../src/zookeeper/client/client.ts'
import { expectSameTrees, orDone, withClient } from './agreement.ts'
import type { MixedEnsemble } from './mixed-ensemble.ts'

/** More than a leader remembers: who was away for that gets it from the log, or a snapshot. */
const many = 600

/** One of each kind of change, through each server. */
async function changeThroughEach(ensemble: MixedEnsemble, name: string): Promise<void> {
  for (const index of ensemble.up) {
    await withClient(ensemble.at(index), (client) => change(client, `/${name}-by-${index}`))
  }
}

async function change(client: ZooKeeperClient, path: string): Promise<void> {
  const acl = [
    { perms: 31, id: { scheme: 'world', id: 'anyone' } },
    { perms: 1, id: { scheme: 'ip', id: '10.0.0.1' } },
  ]
  await orDone(client.create(path, Buffer.from('begun'), { acl }), 'nodeExists')
  await client.create(`${path}/numbered-`, null, { mode: 'persistentSequential' })
  await orDone(client.create(`${path}/mine`, Buffer.from('gone with the session'), { mode: 'ephemeral' }), 'nodeExists')
  await orDone(client.create(`${path}/short-lived`, null), 'nodeExists')
  await client.set(path, Buffer.from('changed'))
  await orDone(client.delete(`${path}/short-lived`, -1), 'noNode')
  await orDone(client.create(path, null), 'nodeExists')
}

/**
 * All are asked to change something; the leader dies, then another server, then sometimes all at once; whoever died
 * comes back. After each step all show the same.
 */
export async function playRound(ensemble: MixedEnsemble, round: number): Promise<void> {
  const leader = await ensemble.leader()
  await changeThroughEach(ensemble, `r${round}`)
  await expectSameTrees(ensemble)
  await ensemble.kill(leader)
  const next = await ensemble.leader()
  expect(next).not.toBe(leader)
  await withClient(ensemble.at(next), (client) => client.set(`/r${round}-by-${leader}`, Buffer.from('after')))
  await ensemble.revive(leader)
  const now = await ensemble.leader()
  await expectSameTrees(ensemble)
  await loseAnother(ensemble, now, round)
  if (round % 3 === 2) await loseAll(ensemble)
  await clean(ensemble, round)
}

/** It misses little or much. */
async function loseAnother(ensemble: MixedEnsemble, leader: number, round: number): Promise<void> {
  const others = ensemble.indexes.filter((index) => index !== leader)
  const lost = others[round % others.length] ?? 0
  await ensemble.kill(lost)
  await withClient(ensemble.at(leader), async (client) => {
    const count = round % 4 === 1 ? many : 20
    await orDone(client.create(`/missed-${round}`, null), 'nodeExists')
    const paths = Array.from({ length: count }, (_, number) => `/missed-${round}/${number}`)
    await Promise.all(paths.map((path) => orDone(client.create(path, Buffer.alloc(200, 'x')), 'nodeExists')))
  })
  await ensemble.revive(lost)
  await ensemble.leader()
  const tree = await expectSameTrees(ensemble)
  expect(tree).toHaveProperty([`/missed-${round}/19`])
}

async function loseAll(ensemble: MixedEnsemble): Promise<void> {
  await ensemble.kill(...ensemble.up)
  await Promise.all(ensemble.indexes.map((index) => ensemble.revive(index)))
  await ensemble.leader()
  await expectSameTrees(ensemble)
}

/** So that the last round's trees are as quickly compared as the first one's. */
async function clean(ensemble: MixedEnsemble, round: number): Promise<void> {
  await withClient(ensemble.at(0), async (client) => {
    const below = `/missed-${round}`
    const { children } = await client.children(below)
    await Promise.all(children.map((child) => orDone(client.delete(`${below}/${child}`, -1), 'noNode')))
    await orDone(client.delete(below, -1), 'noNode')
  })
}
