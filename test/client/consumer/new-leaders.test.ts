import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { systemClock } from '../../../src/base/clock.ts'
import { systemRandom } from '../../../src/base/random.ts'
import { Consumer } from '../../../src/client/consumer/consumer.ts'
import { tcpTransport } from '../../../src/net/tcp.ts'
import { errorCode } from '../../../src/wire/kafka/errors.ts'
import { Fetch } from '../../../src/wire/kafka/fetch.ts'
import { FindCoordinator } from '../../../src/wire/kafka/find-coordinator.ts'
import { ListOffsets } from '../../../src/wire/kafka/list-offsets.ts'
import { Metadata } from '../../../src/wire/kafka/metadata.ts'
import { OffsetCommit } from '../../../src/wire/kafka/offset-commit.ts'
import { OffsetFetch } from '../../../src/wire/kafka/offset-fetch.ts'
import { OffsetForLeaderEpoch } from '../../../src/wire/kafka/offset-for-leader-epoch.ts'
import { buildBatch } from '../../../src/wire/records/builder.ts'
import { captureLog } from '../client-kit.ts'
import { FakeBroker } from '../fake-broker.ts'

const topicId = 'AAAAAAAAAAAAAAAAAAAAAQ'
const t0 = { topic: 't', partition: 0 }

/** One record a batch: its value is its offset and the leader epoch that it was taken under. */
function record(offset: number, epoch: number): Buffer {
  const value = Buffer.from(`${offset}@${epoch}`)
  return buildBatch([{ timestamp: 0, key: null, value }], { baseOffset: offset, partitionLeaderEpoch: epoch })
}

/** Two brokers that say what a test wants them to. */
class Pair {
  readonly brokers: readonly [FakeBroker, FakeBroker]
  leader = 0
  epoch = 0
  /** By broker, from offset 0 on: the epochs of its records. */
  logs: [number[], number[]] = [[], []]
  /** What the leader recommends to read from. */
  preferred = -1
  readonly epochQuestions: { broker: number; epoch: number; current: number }[] = []
  readonly fetches: { broker: number; offset: number; epoch: number }[] = []
  committed: { offset: number; epoch: number } = { offset: -1, epoch: -1 }

  private constructor(brokers: readonly [FakeBroker, FakeBroker]) {
    this.brokers = brokers
  }

  static async start(): Promise<Pair> {
    const pair = new Pair([await FakeBroker.start(), await FakeBroker.start()])
    pair.brokers.forEach((broker, id) => {
      pair.#teach(broker, id)
    })
    return pair
  }

  get servers(): string {
    return this.brokers.map(({ port }) => `127.0.0.1:${port}`).join(',')
  }

  async stop(): Promise<void> {
    await Promise.all(this.brokers.map((broker) => broker.stop()))
  }

  #teach(broker: FakeBroker, id: number): void {
    broker.on(Metadata, () => this.#metadata())
    broker.on(Fetch, (request) => {
      const asked = request.topics[0]?.partitions[0]
      if (asked === undefined) return { errorCode: 0, responses: [] }
      this.fetches.push({ broker: id, offset: asked.fetchOffset, epoch: asked.currentLeaderEpoch })
      return { errorCode: 0, responses: [{ topic: 't', topicId, partitions: [this.#answer(id, asked)] }] }
    })
    broker.on(OffsetForLeaderEpoch, (request) => {
      const asked = request.topics[0]?.partitions[0]
      const { leaderEpoch = -1, currentLeaderEpoch = -1 } = asked ?? {}
      this.epochQuestions.push({ broker: id, epoch: leaderEpoch, current: currentLeaderEpoch })
      const log = this.logs[id] ?? []
      const known = Math.max(-1, ...log.filter((epoch) => epoch <= leaderEpoch))
      const endOffset = known < 0 ? -1 : log.lastIndexOf(known) + 1
      return { topics: [{ topic: 't', partitions: [{ errorCode: 0, partition: 0, leaderEpoch: known, endOffset }] }] }
    })
    broker.on(ListOffsets, ({ topics }) => {
      const isEarliest = topics[0]?.partitions[0]?.timestamp === -2
      const offset = isEarliest ? 0 : (this.logs[id] ?? []).length
      const partitions = [{ partitionIndex: 0, errorCode: 0, timestamp: -1, offset, leaderEpoch: this.epoch }]
      return { topics: [{ name: 't', partitions }] }
    })
    broker.on(FindCoordinator, ({ coordinatorKeys }) => {
      const found = { nodeId: this.leader, host: '127.0.0.1', port: this.brokers[this.leader]?.port ?? 0 }
      const coordinators = coordinatorKeys.map((key) => ({ ...found, key, errorCode: 0, errorMessage: null }))
      return { coordinators }
    })
    broker.on(OffsetFetch, () => {
      const { offset: committedOffset, epoch: committedLeaderEpoch } = this.committed
      const partitions = [{ partitionIndex: 0, committedOffset, committedLeaderEpoch, metadata: '', errorCode: 0 }]
      return { topics: [], groups: [{ groupId: 'g', errorCode: 0, topics: [{ name: 't', partitions }] }] }
    })
    broker.on(OffsetCommit, ({ topics }) => {
      const { committedOffset = -1, committedLeaderEpoch = -1 } = topics[0]?.partitions[0] ?? {}
      this.committed = { offset: committedOffset, epoch: committedLeaderEpoch }
      return { topics: [{ name: 't', partitions: [{ partitionIndex: 0, errorCode: 0 }] }] }
    })
  }

  #metadata() {
    const partition = {
      errorCode: 0,
      partitionIndex: 0,
      leaderId: this.leader,
      leaderEpoch: this.epoch,
      replicaNodes: [0, 1],
      isrNodes: [0, 1],
      offlineReplicas: [],
    }
    return {
      brokers: this.brokers.map((broker, nodeId) => ({ ...broker.self, nodeId })),
      controllerId: 0,
      clusterId: 'fake',
      topics: [{ errorCode: 0, name: 't', topicId, isInternal: false, partitions: [partition] }],
    }
  }

  #answer(id: number, { fetchOffset, currentLeaderEpoch }: { fetchOffset: number; currentLeaderEpoch: number }) {
    const log = this.logs[id] ?? []
    const base = { partitionIndex: 0, errorCode: 0, highWatermark: log.length, abortedTransactions: [] }
    if (id === this.leader && this.preferred >= 0 && this.preferred !== id) {
      return { ...base, preferredReadReplica: this.preferred, records: Buffer.alloc(0) }
    }
    const isKeeper = id === this.leader || id === this.preferred
    if (!isKeeper) return { ...base, errorCode: errorCode('NOT_LEADER_OR_FOLLOWER'), records: null }
    if (currentLeaderEpoch !== this.epoch)
      return { ...base, errorCode: errorCode('FENCED_LEADER_EPOCH'), records: null }
    if (fetchOffset > log.length) return { ...base, errorCode: errorCode('OFFSET_OUT_OF_RANGE'), records: null }
    const [epoch] = log.slice(fetchOffset)
    return { ...base, records: epoch === undefined ? Buffer.alloc(0) : record(fetchOffset, epoch) }
  }
}

let pair: Pair
let consumer: Consumer | undefined
beforeEach(async () => {
  pair = await Pair.start()
})
afterEach(async () => {
  await consumer?.close()
  consumer = undefined
  await pair.stop()
})

async function open(properties: Record<string, string> = {}): Promise<Consumer> {
  const all = {
    'bootstrap.servers': pair.servers,
    'auto.offset.reset': 'earliest',
    'enable.auto.commit': 'false',
    'fetch.max.wait.ms': '1',
    'retry.backoff.ms': '5',
    ...properties,
  }
  const io = { clock: systemClock, random: systemRandom, transport: tcpTransport, logger: captureLog().logger }
  consumer = await Consumer.open(new Map(Object.entries(all)), io)
  consumer.assign([t0])
  return consumer
}

async function read(from: Consumer, count: number): Promise<string[]> {
  const values: string[] = []
  while (values.length < count) {
    for (const chunk of await from.poll(5000)) {
      for (const { value } of chunk.records()) values.push(String(value))
    }
  }
  return values
}

/** Fetches until something other than records comes of it. */
async function fault(from: Consumer): Promise<unknown> {
  for (;;) {
    try {
      await from.poll(100)
    } catch (error) {
      return error
    }
  }
}

describe('a new leader (KIP-320)', () => {
  test('is asked whether it has what was read, and read on from when it does', async () => {
    pair.logs = [
      [0, 0],
      [0, 0, 1],
    ]
    const reader = await open()
    expect(await read(reader, 2)).toEqual(['0@0', '1@0'])
    expect(pair.epochQuestions).toEqual([])
    Object.assign(pair, { leader: 1, epoch: 1 })
    expect(await read(reader, 1)).toEqual(['2@1'])
    expect(pair.epochQuestions).toEqual([{ broker: 1, epoch: 0, current: 1 }])
  })

  test('that has lost what was read, and has other records in its place, is read from where the logs part', async () => {
    pair.logs = [
      [0, 0, 0],
      [0, 1, 1, 1],
    ]
    const reader = await open()
    expect(await read(reader, 3)).toEqual(['0@0', '1@0', '2@0'])
    Object.assign(pair, { leader: 1, epoch: 1 })
    expect(await read(reader, 3)).toEqual(['1@1', '2@1', '3@1'])
  })

  test('without a trace of that epoch is read as auto.offset.reset says', async () => {
    pair.logs = [[0, 0], [2]]
    const reader = await open()
    expect(await read(reader, 2)).toEqual(['0@0', '1@0'])
    Object.assign(pair, { leader: 1, epoch: 2 })
    expect(await read(reader, 1)).toEqual(['0@2'])
  })

  test('is told of as a truncated log where nothing may be reset', async () => {
    pair.logs = [
      [0, 0, 0],
      [0, 1],
    ]
    const reader = await open({ 'auto.offset.reset': 'none' })
    reader.seek(t0, 0)
    expect(await read(reader, 3)).toHaveLength(3)
    Object.assign(pair, { leader: 1, epoch: 1 })
    expect(await fault(reader)).toMatchObject({
      className: 'org.apache.kafka.clients.consumer.LogTruncationException',
      message:
        "Detected log truncation with diverging offsets {t-0=OffsetAndMetadata{offset=1, leaderEpoch=0, metadata=''}}",
    })
  })

  test('is not given up for an old one by metadata that is older', async () => {
    pair.logs = [
      [0, 0],
      [0, 0, 5],
    ]
    Object.assign(pair, { leader: 1, epoch: 5 })
    const reader = await open({ 'metadata.max.age.ms': '20' })
    expect(await read(reader, 3)).toEqual(['0@0', '1@0', '2@5'])
    Object.assign(pair, { leader: 0, epoch: 4 })
    await reader.poll(200)
    expect(pair.fetches.every(({ broker }) => broker === 1)).toBe(true)
  })
})

describe('committed offsets', () => {
  test('carry the epoch of the last record read', async () => {
    pair.logs = [[3, 4], []]
    pair.epoch = 4
    const reader = await open({ 'group.id': 'g' })
    await read(reader, 2)
    await reader.poll(0)
    await reader.commit()
    expect(pair.committed).toEqual({ offset: 2, epoch: 4 })
  })

  test('are confirmed by the leader before anything is fetched', async () => {
    pair.logs = [[0, 2, 2], []]
    Object.assign(pair, { epoch: 2, committed: { offset: 2, epoch: 1 } })
    const reader = await open({ 'group.id': 'g' })
    // The leader knows nothing of epoch 1: what was committed under it is lost, and epoch 0 ends at 1.
    expect(await read(reader, 2)).toEqual(['1@2', '2@2'])
    expect(pair.epochQuestions[0]).toEqual({ broker: 0, epoch: 1, current: 2 })
  })
})

describe('a recommended replica (KIP-392)', () => {
  test('is read from until its recommendation is over', async () => {
    pair.logs = [
      [0, 0, 0],
      [0, 0, 0],
    ]
    pair.preferred = 1
    const reader = await open({ 'client.rack': 'here', 'metadata.max.age.ms': '300' })
    expect(await read(reader, 3)).toHaveLength(3)
    const asked = pair.fetches.length
    expect(pair.fetches.slice(0, 2).map(({ broker }) => broker)).toEqual([0, 1])
    while (!pair.fetches.slice(asked).some(({ broker }) => broker === 0)) await reader.poll(20)
  })

  test('that lags behind, or ends, leaves the leader to read from', async () => {
    pair.logs = [[0, 0, 0], [0]]
    pair.preferred = 1
    const reader = await open({ 'client.rack': 'here' })
    expect(await read(reader, 1)).toEqual(['0@0'])
    await pair.brokers[1].stop()
    pair.preferred = -1
    expect(await read(reader, 2)).toEqual(['1@0', '2@0'])
  })

  test('is no reason to reset a position that only the leader has yet', async () => {
    pair.logs = [[0, 0, 0, 0], [0]]
    pair.preferred = 1
    const reader = await open({ 'client.rack': 'here', 'auto.offset.reset': 'none' })
    reader.seek(t0, 3)
    while (!pair.fetches.some(({ broker }) => broker === 1)) await reader.poll(20)
    pair.preferred = -1
    expect(await read(reader, 1)).toEqual(['3@0'])
  })
})

test('a coordinator that is gone is looked for again at once', async () => {
  pair.logs = [[0], [0]]
  const reader = await open({ 'group.id': 'g' })
  await read(reader, 1)
  await reader.poll(0)
  await pair.brokers[0].stop()
  Object.assign(pair, { leader: 1, epoch: 1 })
  await reader.commit(systemClock.elapsed() + 10_000)
  expect(pair.committed.offset).toBe(1)
})
