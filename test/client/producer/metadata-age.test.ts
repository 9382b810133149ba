import { afterEach, expect, test } from 'vitest'
import { systemClock } from '../../../src/base/clock.ts'
import { systemRandom } from '../../../src/base/random.ts'
import { Producer } from '../../../src/client/producer/producer.ts'
import { tcpTransport } from '../../../src/net/tcp.ts'
import { Metadata } from '../../../src/wire/kafka/metadata.ts'
import { zeroUuid } from '../../../src/wire/schema/index.ts'
import { captureLog } from '../client-kit.ts'
import { FakeBroker } from '../fake-broker.ts'

let broker: FakeBroker | undefined
let producer: Producer | undefined
afterEach(async () => {
  await producer?.close()
  await broker?.stop()
})

test('partitions that are added are found at metadata.max.age.ms, without a fault', async () => {
  const fake = await FakeBroker.start()
  broker = fake
  let count = 1
  fake.on(Metadata, () => {
    const partitions = Array.from({ length: count }, (_, partitionIndex) => {
      return {
        errorCode: 0,
        partitionIndex,
        leaderId: 0,
        leaderEpoch: 0,
        replicaNodes: [0],
        isrNodes: [0],
        offlineReplicas: [],
      }
    })
    const topics = [{ errorCode: 0, name: 't', topicId: zeroUuid, isInternal: false, partitions }]
    return { brokers: [fake.self], controllerId: 0, clusterId: 'fake', topics }
  })
  const properties = { 'bootstrap.servers': `127.0.0.1:${fake.port}`, 'metadata.max.age.ms': '20' }
  const io = { clock: systemClock, random: systemRandom, transport: tcpTransport, logger: captureLog().logger }
  const opened = await Producer.open(new Map(Object.entries(properties)), io)
  producer = opened
  expect((await opened.findTopic('t')).count).toBe(1)
  count = 3
  await expect.poll(async () => (await opened.findTopic('t')).count).toBe(3)
})
