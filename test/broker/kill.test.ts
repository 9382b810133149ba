import { afterEach, expect, test } from 'vitest'
import { buildBatch } from '../../src/wire/records/builder.ts'
import { AcknowledgedLoad } from '../kit/acknowledged-load.ts'
import { checkAcknowledged } from '../kit/acknowledged-records.ts'
import { CommitLoad } from '../kit/commit-load.ts'
import { committed, coordinatorFound } from '../kit/group-member.ts'
import { ServerSet } from '../kit/server-set.ts'
import type { Server } from '../kit/servers.ts'
import { WireClient } from '../kit/wire-client.ts'
import { registrationGone } from '../kit/zookeeper-view.ts'

/** More by `npm run test:long`. */
const rounds = Number(process.env.KAFKABOX_ROUNDS ?? 3)
const topic = 'journal'
const group = 'auditors'
const partitions = 3

const servers = new ServerSet()
afterEach(() => servers.dispose())

interface Stage {
  readonly zookeeper: Server
  readonly broker: Server
  readonly load: AcknowledgedLoad
  readonly commits: CommitLoad
}

async function kill(...victims: Server[]): Promise<void> {
  await Promise.all(victims.map((victim) => victim.stop('SIGKILL')))
}

async function killBroker({ broker, zookeeper }: Stage): Promise<void> {
  await kill(broker)
  await registrationGone(zookeeper)
  await broker.restart()
}

async function killZooKeeper({ zookeeper }: Stage): Promise<void> {
  await kill(zookeeper)
  await zookeeper.restart()
}

async function killBoth({ broker, zookeeper }: Stage): Promise<void> {
  await kill(zookeeper, broker)
  await zookeeper.restart()
  await registrationGone(zookeeper)
  await broker.restart()
}

const kills = [killBroker, killZooKeeper, killBoth]

/** A little or a lot, so that the kill meets the servers in ever different states. */
function someRecords(): number {
  return 1 + Math.floor(Math.random() ** 2 * 3000)
}

async function playRound(stage: Stage, round: number): Promise<void> {
  for (const [index, strike] of kills.entries()) {
    await stage.load.more(someRecords())
    await stage.commits.more(1)
    const kept = stage.commits.acknowledged
    await strike(stage)
    await WireClient.with(stage.broker.port, async (client) => {
      await checkCommitted(client, stage.commits, kept)
      await client.createTopic(`round-${round}-${index}`)
    })
    await stage.load.more(1)
  }
}

async function checkCommitted(client: WireClient, commits: CommitLoad, kept: number): Promise<void> {
  await coordinatorFound(client, group)
  const offset = await committed(client, group, topic)
  expect(offset).toBeGreaterThanOrEqual(kept)
  expect(offset).toBeLessThanOrEqual(commits.attempted)
}

test('after kill -9 the last five batches of a producer are known when they come again', async () => {
  const zookeeper = await servers.zookeeper('ours', { tickTime: '250' })
  const broker = await servers.broker('ours', zookeeper, { 'zookeeper.session.timeout.ms': '2000' })
  const batches = Array.from({ length: 5 }, (_, number) =>
    buildBatch([{ timestamp: Date.now(), key: null, value: Buffer.alloc(300, `${number}`) }], {
      producerId: 4711,
      producerEpoch: 0,
      baseSequence: number,
    }),
  )
  await WireClient.with(broker.port, async (client) => {
    await client.createTopic(topic, { 'segment.bytes': '800' })
    for (const [offset, batch] of batches.entries()) {
      expect(await client.produce(topic, batch)).toEqual({ error: 'NONE', offset })
    }
  })
  await kill(broker)
  await registrationGone(zookeeper)
  await broker.restart()
  await WireClient.with(broker.port, async (client) => {
    await client.led(topic)
    for (const [offset, batch] of batches.entries()) {
      expect(await client.produce(topic, batch)).toEqual({ error: 'NONE', offset })
    }
    expect(await client.consume(topic)).toHaveLength(5)
  })
})

test(`${rounds} rounds of kill -9 under load`, { timeout: 60_000 + rounds * 60_000 }, async () => {
  const zookeeper = await servers.zookeeper('ours', { tickTime: '250' })
  const broker = await servers.broker('ours', zookeeper, { 'zookeeper.session.timeout.ms': '2000' })
  await WireClient.with(broker.port, (client) => client.createTopic(topic, { 'segment.bytes': '200000' }, partitions))
  const load = await AcknowledgedLoad.start(`localhost:${broker.port}`, { topic, partitions })
  const commits = new CommitLoad(async () => broker.port, group, topic)
  for (let round = 1; round <= rounds; round++) await playRound({ zookeeper, broker, load, commits }, round)
  await Promise.all([load.stop(), commits.stop()])
  await WireClient.with(broker.port, async (client) => {
    await checkAcknowledged(load, (partition) => client.consume(topic, partition))
    await checkCommitted(client, commits, commits.acknowledged)
  })
  console.log(`${rounds * kills.length} kills, ${load.sent} records acknowledged: none lost, none twice`)
})
