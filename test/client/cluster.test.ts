import { afterEach, expect, test } from 'vitest'
import { createTopics } from '../../src/client/admin/create-topics.ts'
import { listOffsets, offsetSpecs } from '../../src/client/admin/list-offsets.ts'
import { listTopics } from '../../src/client/admin/list-topics.ts'
import type { Cluster } from '../../src/client/cluster.ts'
import { tcpTransport } from '../../src/net/tcp.ts'
import { ApiVersions } from '../../src/wire/kafka/api-versions.ts'
import { CreateTopics } from '../../src/wire/kafka/create-topics.ts'
import { errorCode } from '../../src/wire/kafka/errors.ts'
import { ListOffsets } from '../../src/wire/kafka/list-offsets.ts'
import { Metadata } from '../../src/wire/kafka/metadata.ts'
import { zeroUuid } from '../../src/wire/schema/index.ts'
import { captureLog, openCluster } from './client-kit.ts'
import { FakeBroker } from './fake-broker.ts'

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

async function fakeBroker(): Promise<FakeBroker> {
  const broker = await FakeBroker.start()
  cleanups.push(() => broker.stop())
  return broker
}

async function opened(...args: Parameters<typeof openCluster>): Promise<Cluster> {
  const cluster = await openCluster(...args)
  cleanups.push(() => cluster.close())
  return cluster
}

/** A port on which nobody listens. */
async function deadPort(): Promise<number> {
  const listener = await tcpTransport.listen({ host: '127.0.0.1', port: 0 }, () => {})
  await listener.close()
  return listener.address.port
}

const oneTopic = (name: string, leaderId = 0) => ({
  errorCode: 0,
  name,
  topicId: 'AAAAAAAAAAAAAAAAAAAAAA',
  partitions: [{ errorCode: 0, partitionIndex: 0, leaderId, replicaNodes: [0], isrNodes: [0], offlineReplicas: [] }],
})

test('versions are negotiated once, and the bootstrap connection goes on as the broker’s', async () => {
  const broker = await fakeBroker()
  const cluster = await opened(`127.0.0.1:${broker.port}`, { 'client.id': 'me' })
  await listTopics(cluster)
  await listTopics(cluster)
  expect(broker.requests.map(({ apiKey }) => apiKey)).toEqual([18, 3, 3])
  expect(broker.requests[1]).toMatchObject({ apiVersion: 12, clientId: 'me' })
  expect(broker.connectionCount).toBe(1)
})

test('a broker that refuses the newest ApiVersions is asked in its own', async () => {
  const broker = await fakeBroker()
  const apiKeys = [{ apiKey: 3, minVersion: 0, maxVersion: 7 }]
  broker.on(ApiVersions, (_, version) => ({ errorCode: version > 0 ? 35 : 0, apiKeys }), { answerVersion: 0 })
  const cluster = await opened(`127.0.0.1:${broker.port}`)
  await listTopics(cluster)
  expect(broker.requests.map(({ apiKey, apiVersion }) => [apiKey, apiVersion])).toEqual([
    [18, 3],
    [18, 0],
    [3, 7],
  ])
})

test('what the broker does not have is refused with Kafka’s words', async () => {
  const broker = await fakeBroker()
  const cluster = await opened(`127.0.0.1:${broker.port}`)
  await expect(createTopics(cluster, [{ name: 't' }])).rejects.toMatchObject({
    className: 'org.apache.kafka.common.errors.UnsupportedVersionException',
    message: 'The node does not support CREATE_TOPICS',
  })
})

test('a dead bootstrap server is warned of, and the next one serves', async () => {
  const [broker, dead] = [await fakeBroker(), await deadPort()]
  const log = captureLog()
  const servers = Array.from({ length: 8 }, () => `localhost:${dead}`)
  const cluster = await opened([...servers, `localhost:${broker.port}`].join(','), {}, log.logger)
  expect((await listTopics(cluster)).clusterId).toBe('fake')
  for (const line of log.lines) {
    expect(line).toMatch(
      /^WARN \[AdminClient clientId=adminclient-1\] Connection to node -\d \(localhost\/127\.0\.0\.1:\d+\) could not be established\. Node may not be available\. \(org\.apache\.kafka\.clients\.NetworkClient\)$/,
    )
  }
})

test('nobody there: time-out with Kafka’s words', async () => {
  const cluster = await opened(`localhost:${await deadPort()}`, { 'default.api.timeout.ms': '120' })
  await expect(listTopics(cluster)).rejects.toMatchObject({
    className: 'org.apache.kafka.common.errors.TimeoutException',
    message: 'Timed out waiting for a node assignment. Call: listTopics',
  })
})

test('a list of servers that makes no sense is refused', async () => {
  await expect(openCluster('localhost')).rejects.toThrow('Invalid url in bootstrap.servers: localhost')
  const log = captureLog()
  await expect(openCluster('no-such-host.invalid:1', {}, log.logger)).rejects.toThrow(
    'No resolvable bootstrap urls given in bootstrap.servers',
  )
  expect(log.lines).toEqual([
    "WARN Couldn't resolve server no-such-host.invalid:1 from bootstrap.servers as DNS resolution failed for no-such-host.invalid (org.apache.kafka.clients.ClientUtils)",
  ])
  await expect(openCluster('a:1', { 'request.timeout.ms': 'x' })).rejects.toThrow(
    'Invalid value x for configuration request.timeout.ms: Not a number of type INT',
  )
})

test('a request to a former controller is taken to its successor', async () => {
  const [former, current] = [await fakeBroker(), await fakeBroker()]
  let controllerId = 0
  const brokers = [former.self, { ...current.self, nodeId: 1 }]
  for (const broker of [former, current]) {
    broker.on(Metadata, () => ({ brokers, controllerId, clusterId: 'fake', topics: [] }))
  }
  const result = (code: number) => ({
    topics: [
      {
        name: 't',
        topicId: 'AAAAAAAAAAAAAAAAAAAAAA',
        errorCode: code,
        errorMessage: null,
        topicConfigErrorCode: 0,
        configs: [],
      },
    ],
  })
  former.on(CreateTopics, () => {
    controllerId = 1
    return result(errorCode('NOT_CONTROLLER'))
  })
  current.on(CreateTopics, () => result(0))
  const cluster = await opened(`127.0.0.1:${former.port}`)
  const outcomes = await createTopics(cluster, [{ name: 't' }])
  expect(outcomes.get('t')).toMatchObject({ errorCode: 0 })
})

test('an offset is asked of the leader, once there is one', async () => {
  const broker = await fakeBroker()
  let asked = 0
  broker.on(Metadata, () => {
    asked++
    return { brokers: [broker.self], controllerId: 0, clusterId: 'fake', topics: [oneTopic('t', asked < 3 ? -1 : 0)] }
  })
  broker.on(ListOffsets, () => ({
    topics: [{ name: 't', partitions: [{ partitionIndex: 0, errorCode: 0, oldStyleOffsets: [], offset: 42 }] }],
  }))
  const cluster = await opened(`127.0.0.1:${broker.port}`, { 'retry.backoff.ms': '5' })
  const offsets = await listOffsets(cluster, [{ topic: 't', partition: 0, timestamp: offsetSpecs.latest }])
  expect(offsets.get('t-0')).toMatchObject({ offset: 42 })
})

test('a partition that never appears times out as a call that was tried', async () => {
  const broker = await fakeBroker()
  broker.on(Metadata, () => ({ brokers: [broker.self], controllerId: 0, clusterId: 'fake', topics: [oneTopic('t')] }))
  const cluster = await opened(`127.0.0.1:${broker.port}`, {
    'default.api.timeout.ms': '150',
    'retry.backoff.ms': '10',
  })
  const offsets = await listOffsets(cluster, [{ topic: 't', partition: 7, timestamp: -1 }])
  const timedOut =
    /^Call\(callName=listOffsets\(api=METADATA\), deadlineMs=\d+, tries=\d+, nextAllowedTryMs=\d+\) timed out at \d+ after \d+ attempt\(s\)$/
  expect(offsets.get('t-7')).toMatchObject({ message: expect.stringMatching(timedOut) })
})

test.each(['hang up', 'silence'] as const)('after a %s the question is asked again', async (trouble) => {
  const broker = await fakeBroker()
  let asked = 0
  const answer = () => ({ brokers: [broker.self], controllerId: 0, clusterId: 'fake', topics: [oneTopic('t')] })
  broker.on(Metadata, () => (asked++ === 0 ? trouble : answer()))
  const patience = { 'request.timeout.ms': '50', 'retry.backoff.ms': '5', 'reconnect.backoff.ms': '5' }
  const cluster = await opened(`127.0.0.1:${broker.port}`, patience)
  expect([...(await listTopics(cluster)).topics.keys()]).toEqual(['t'])
})

test('an answer that is no answer ends its connection and nothing else', async () => {
  const broker = await fakeBroker()
  broker.onRaw(3, (frame) => [Buffer.from([0, 0, 0, 8]), frame.subarray(4, 8), Buffer.from([0xff, 0xff, 0xff, 0xff])])
  const cluster = await opened(`127.0.0.1:${broker.port}`, { 'default.api.timeout.ms': '200' })
  await expect(listTopics(cluster)).rejects.toMatchObject({ name: 'MalformedError' })
  await expect.poll(() => broker.connectionCount).toBe(0)
})

test('a connection on which nothing is asked is closed after its idle time, and opened again when needed', async () => {
  const broker = await fakeBroker()
  const { logger, lines } = captureLog()
  const cluster = await opened(`127.0.0.1:${broker.port}`, { 'connections.max.idle.ms': '50' }, logger)
  await listTopics(cluster)
  await expect.poll(() => broker.connectionCount).toBe(0)
  await listTopics(cluster)
  expect(lines).toEqual([])
})

test('a controller that is gone is left for its successor', async () => {
  const [first, second] = [await fakeBroker(), await fakeBroker()]
  let controllerId = 0
  const brokers = [first.self, { ...second.self, nodeId: 1 }]
  const answer = () => ({ brokers, controllerId, clusterId: 'fake', topics: [] })
  first.on(Metadata, answer)
  second.on(Metadata, answer)
  second.on(CreateTopics, () => ({
    topics: [{ name: 't', topicId: zeroUuid, errorCode: 0, errorMessage: null, configs: [] }],
  }))
  const cluster = await opened(`127.0.0.1:${second.port}`, { 'reconnect.backoff.ms': '5' })
  await listTopics(cluster)
  await first.stop()
  controllerId = 1
  const created = await createTopics(cluster, [{ name: 't', partitions: 1, replicationFactor: 1 }])
  expect(created.get('t')).toMatchObject({ name: 't' })
})

test('a leader that is gone is left for the next one', async () => {
  const [first, second] = [await fakeBroker(), await fakeBroker()]
  let leaderId = 0
  const brokers = [first.self, { ...second.self, nodeId: 1 }]
  const answer = () => {
    const [topic] = [oneTopic('t')]
    const partitions = topic.partitions.map((partition) => ({ ...partition, leaderId }))
    return { brokers, controllerId: 1, clusterId: 'fake', topics: [{ ...topic, partitions }] }
  }
  second.on(Metadata, answer)
  second.on(ListOffsets, () => ({
    topics: [{ name: 't', partitions: [{ partitionIndex: 0, errorCode: 0, oldStyleOffsets: [], offset: 42 }] }],
  }))
  const cluster = await opened(`127.0.0.1:${second.port}`, { 'reconnect.backoff.ms': '5', 'retry.backoff.ms': '5' })
  await first.stop()
  const asked = listOffsets(cluster, [{ topic: 't', partition: 0, timestamp: offsetSpecs.latest }])
  await expect.poll(() => second.requests.filter(({ apiKey }) => apiKey === Metadata.key).length).toBeGreaterThan(3)
  leaderId = 1
  expect((await asked).get('t-0')).toMatchObject({ offset: 42 })
})
