import { setTimeout as pause } from 'node:timers/promises'
import { FetchRequest, FetchResponse } from '../../../src/wire/kafka/fetch.ts'
import { decodeResponse } from '../../../src/wire/kafka/headers.ts'
import { ListOffsets } from '../../../src/wire/kafka/list-offsets.ts'
import { ProduceRequest, ProduceResponse } from '../../../src/wire/kafka/produce.ts'
import { batches } from '../../../src/wire/records/batch.ts'
import { isCodec } from '../../../src/wire/records/compression.ts'
import { type TestBatch, testBatch } from './batch.ts'
import { LoadConnection, type PreparedFrame, prepare } from './connection.ts'
import type { LoadOptions } from './options.ts'
import { awaitLeaders, controllerConnection, createTopic, deleteTopics, leadersOf, type NewTopic } from './topics.ts'

export type Figures = Record<string, number | undefined>

const mebibyte = 1_048_576
const produceVersion = 7
const fetchVersion = 11

/** Tells the harness that the measured part begins or ends. */
function mark(word: 'START' | 'END'): void {
  process.stderr.write(`${word}\n`)
}

function percentile(values: readonly number[], percent: number): number | undefined {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor((percent / 100) * sorted.length))]
}

function topicOf(options: LoadOptions): NewTopic {
  return {
    name: options.text('topic', 'bench'),
    partitions: options.number('partitions', 1),
    replicationFactor: options.number('rf', 1),
  }
}

export function produceFrame(
  topic: string,
  partitions: readonly number[],
  batch: TestBatch,
  acks: number,
): PreparedFrame {
  const partitionData = partitions.map((index) => ({ index, records: batch.bytes }))
  return prepare(ProduceRequest, produceVersion, {
    acks,
    timeoutMs: 30_000,
    topicData: [{ name: topic, partitionData }],
  })
}

export function checkProduced(answer: Buffer): void {
  for (const { partitionResponses } of decodeResponse(ProduceResponse, produceVersion, answer).responses) {
    for (const { errorCode } of partitionResponses) if (errorCode !== 0) throw new Error(`produce error ${errorCode}`)
  }
}

/** Keeps `inflight` requests of prepared batches under way on every connection until so many bytes are acknowledged. */
export async function produce(options: LoadOptions): Promise<Figures> {
  const topic = topicOf(options)
  const codec = options.text('codec', 'none')
  if (!isCodec(codec)) throw new Error(`no codec ${codec}`)
  const batch = testBatch(options.number('record', 1024), options.number('batch', 16384), codec)
  const acks = options.text('acks', 'all') === 'all' ? -1 : options.number('acks', -1)
  const leaders = await leadersOf(options.target, topic)
  const latencies: number[] = []

  async function run(bytes: number): Promise<number> {
    let left = Math.ceil(bytes / batch.logical)
    let sent = 0
    async function connection(host: string, port: number, partitions: readonly number[]) {
      const client = await LoadConnection.open(host, port)
      const perRequest = Math.max(1, Math.min(partitions.length, Math.floor(mebibyte / batch.bytes.length)))
      const frames: { frame: PreparedFrame; count: number }[] = []
      for (let at = 0; at < partitions.length; at += perRequest) {
        const some = partitions.slice(at, at + perRequest)
        frames.push({ frame: produceFrame(topic.name, some, batch, acks), count: some.length })
      }
      let next = 0
      async function lane(): Promise<void> {
        while (left > 0) {
          const { frame, count } = frames[next++ % frames.length] ?? { frame: Buffer.alloc(0), count: 0 }
          left -= count
          sent += count
          const begun = performance.now()
          checkProduced(await client.send(frame))
          latencies.push(performance.now() - begun)
        }
      }
      await Promise.all(Array.from({ length: options.number('inflight', 5) }, lane))
      client.close()
    }
    const work = leaders.flatMap(({ host, port, partitions }) =>
      Array.from({ length: options.number('conns', 1) }, () => connection(host, port, partitions)),
    )
    await Promise.all(work)
    return sent
  }

  const warm = options.number('warm-mb', 0)
  if (warm > 0) await run(warm * mebibyte)
  latencies.length = 0
  mark('START')
  const begun = performance.now()
  const count = await run(options.number('mb', 256) * mebibyte)
  const seconds = (performance.now() - begun) / 1000
  mark('END')
  const mb = (count * batch.logical) / mebibyte
  return {
    mb,
    mbps: mb / seconds,
    requests: latencies.length,
    ackP50: percentile(latencies, 50),
    ackP99: percentile(latencies, 99),
  }
}

function fetchBody(topic: string, positions: ReadonlyMap<number, number>, maxWaitMs: number) {
  const partitions = [...positions].map(([partition, fetchOffset]) => ({
    partition,
    currentLeaderEpoch: -1,
    fetchOffset,
    logStartOffset: -1,
    partitionMaxBytes: mebibyte,
  }))
  return {
    replicaId: -1,
    maxWaitMs,
    minBytes: 1,
    maxBytes: 50 * mebibyte,
    isolationLevel: 0,
    sessionId: 0,
    sessionEpoch: -1,
    topics: [{ topic, partitions }],
    forgottenTopicsData: [],
    rackId: '',
  }
}

/** Moves the positions behind the whole batches that came; gives their bytes. */
function advance(answer: Buffer, positions: Map<number, number>): number {
  let bytes = 0
  for (const { partitions } of decodeResponse(FetchResponse, fetchVersion, answer).responses) {
    for (const { partitionIndex, errorCode, records } of partitions) {
      if (errorCode !== 0) throw new Error(`fetch error ${errorCode}`)
      if (!Buffer.isBuffer(records)) continue
      for (const batch of batches(records)) {
        bytes += batch.sizeInBytes
        positions.set(partitionIndex, batch.lastOffset + 1)
      }
    }
  }
  return bytes
}

/** Reads the topic, from its start again at its end, until every connection has its share of the bytes. */
export async function consume(options: LoadOptions): Promise<Figures> {
  const name = options.text('topic', 'bench')
  const leaders = await leadersOf(options.target, undefined, name)
  const connections = options.number('conns', 1)
  const share = (options.number('mb', 256) * mebibyte) / (connections * leaders.length)
  let bytes = 0
  async function connection(host: string, port: number, partitions: readonly number[]) {
    const client = await LoadConnection.open(host, port)
    const positions = new Map(partitions.map((partition) => [partition, 0]))
    for (let mine = 0, idle = 0; mine < share; ) {
      const frame = prepare(FetchRequest, fetchVersion, fetchBody(name, positions, 100))
      const got = advance(await client.send(frame), positions)
      mine += got
      bytes += got
      idle = got > 0 ? 0 : idle + 1
      if (idle > 50) throw new Error('the topic is empty')
      if (got === 0) for (const partition of partitions) positions.set(partition, 0)
    }
    client.close()
  }
  mark('START')
  const begun = performance.now()
  const work = leaders.flatMap(({ host, port, partitions }) =>
    Array.from({ length: connections }, () => connection(host, port, partitions)),
  )
  await Promise.all(work)
  const seconds = (performance.now() - begun) / 1000
  mark('END')
  return { mb: bytes / mebibyte, mbps: bytes / mebibyte / seconds }
}

/** One record at a time: from sending it to the consumer's receiving it, and to the acknowledgement. */
export async function endToEnd(options: LoadOptions): Promise<Figures> {
  const topic = topicOf(options)
  const [leader] = await leadersOf(options.target, topic)
  if (!leader) throw new Error('no leader')
  const producer = await LoadConnection.open(leader.host, leader.port)
  const consumer = await LoadConnection.open(leader.host, leader.port)
  const frame = produceFrame(topic.name, [0], testBatch(options.number('record', 100), 1, 'none'), -1)
  const { topics } = await producer.call(ListOffsets, 2, {
    replicaId: -1,
    isolationLevel: 0,
    topics: [{ name: topic.name, partitions: [{ partitionIndex: 0, timestamp: -1 }] }],
  })
  const positions = new Map([[0, topics[0]?.partitions[0]?.offset ?? 0]])
  const total = options.number('n', 2000)
  const warm = options.number('warm', 500)
  const seen: number[] = []
  const acknowledged: number[] = []
  for (let i = 0; i < total + warm; i++) {
    const begun = performance.now()
    const arrival = consumer.send(prepare(FetchRequest, fetchVersion, fetchBody(topic.name, positions, 500)))
    const acknowledgement = producer.send(frame).then((answer) => {
      checkProduced(answer)
      if (i >= warm) acknowledged.push(performance.now() - begun)
    })
    let got = advance(await arrival, positions)
    while (got === 0) {
      got = advance(
        await consumer.send(prepare(FetchRequest, fetchVersion, fetchBody(topic.name, positions, 500))),
        positions,
      )
    }
    if (i >= warm) seen.push(performance.now() - begun)
    await acknowledgement
  }
  return {
    endToEndP50: percentile(seen, 50),
    endToEndP99: percentile(seen, 99),
    ackP50: percentile(acknowledged, 50),
    ackP99: percentile(acknowledged, 99),
  }
}

/** Creates topics one by one, waits until every partition has a leader, deletes them. */
export async function topics(options: LoadOptions): Promise<Figures> {
  const tag = options.text('tag', `ct${Date.now()}`)
  const names = Array.from({ length: options.number('n', 100) }, (_, i) => `${tag}-${i}`)
  const connection = await controllerConnection(options.target)
  const begun = performance.now()
  for (const name of names) await createTopic(connection, { ...topicOf(options), name })
  await awaitLeaders(connection, names)
  const created = performance.now()
  for (let at = 0; at < names.length; at += 20) await deleteTopics(connection, names.slice(at, at + 20))
  return {
    topicsPerSecond: (names.length / (created - begun)) * 1000,
    deleteSeconds: (performance.now() - created) / 1000,
  }
}

export async function makeTopic(options: LoadOptions): Promise<Figures> {
  const begun = performance.now()
  await leadersOf(options.target, topicOf(options))
  return { readyMs: performance.now() - begun }
}

export async function removeTopic(options: LoadOptions): Promise<Figures> {
  const connection = await controllerConnection(options.target)
  const name = options.text('topic', 'bench')
  await deleteTopics(connection, [name])
  await pause(200)
  return {}
}
