import { readdirSync } from 'node:fs'
import path from 'node:path'
import { Kafka, logLevel } from 'kafkajs'
import { expect } from 'vitest'
import { eventually, type Server } from '../../kit/servers.ts'

/** What a tutorial does, with a client that is neither ours nor Kafka's: create, produce, consume in a group, describe, delete. */
export async function liveOn(broker: Server, topic: string): Promise<void> {
  const kafka = new Kafka({ brokers: [`localhost:${broker.port}`], logLevel: logLevel.NOTHING })
  const admin = kafka.admin()
  await admin.connect()
  await admin.createTopics({ waitForLeaders: true, topics: [{ topic, numPartitions: 3 }] })
  await produce(kafka, topic, 30)
  expect(await consume(kafka, topic, 30)).toEqual(Array.from({ length: 30 }, (_, index) => `order ${index}`).sort())
  const { groups } = await admin.describeGroups(['shop'])
  expect(groups).toMatchObject([{ groupId: 'shop', state: 'Empty', protocolType: 'consumer' }])
  const offsets = await admin.fetchOffsets({ groupId: 'shop', topics: [topic] })
  expect(offsets[0]?.partitions.reduce((sum, { offset }) => sum + Number(offset), 0)).toBe(30)
  await admin.deleteGroups(['shop'])
  expect((await admin.listGroups()).groups).toEqual([])
  await admin.deleteTopics({ topics: [topic] })
  await eventually(`${topic} is gone`, async () => !(await admin.listTopics()).includes(topic))
  await eventually('its folders are on their way out', () => !hasFolder(broker, `${topic}-0`))
  await admin.disconnect()
}

async function produce(kafka: Kafka, topic: string, count: number): Promise<void> {
  const producer = kafka.producer({ allowAutoTopicCreation: false })
  await producer.connect()
  const messages = Array.from({ length: count }, (_, index) => ({ key: `customer ${index}`, value: `order ${index}` }))
  await producer.send({ topic, messages })
  await producer.disconnect()
}

async function consume(kafka: Kafka, topic: string, count: number): Promise<string[]> {
  const consumer = kafka.consumer({ groupId: 'shop' })
  const values: string[] = []
  await consumer.connect()
  await consumer.subscribe({ topic, fromBeginning: true })
  await consumer.run({
    eachMessage: async ({ message }) => {
      values.push(String(message.value))
    },
  })
  await eventually(`${count} messages have arrived`, () => values.length >= count)
  await consumer.disconnect()
  return values.sort()
}

function hasFolder(broker: Server, name: string): boolean {
  return readdirSync(path.join(broker.folder, 'logs')).includes(name)
}
