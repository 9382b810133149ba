import { describe, expect, test } from 'vitest'
import { startCluster } from '../../src/index.ts'

describe('startCluster', () => {
  test('hands out a kafkajs client of a broker in this process', async () => {
    await using cluster = await startCluster()
    const admin = cluster.kafka.admin()
    await admin.connect()
    await admin.createTopics({ topics: [{ topic: 'orders', numPartitions: 2 }], waitForLeaders: true })
    const producer = cluster.kafka.producer()
    await producer.connect()
    await producer.send({
      topic: 'orders',
      messages: [
        { key: 'a', value: 'first' },
        { key: 'a', value: 'second' },
      ],
    })
    const consumer = cluster.kafka.consumer({ groupId: 'tests' })
    await consumer.connect()
    await consumer.subscribe({ topic: 'orders', fromBeginning: true })
    const seen: string[] = []
    await new Promise<void>((resolve, reject) => {
      const eachMessage = async ({ message }: { message: { value: Buffer | null } }) => {
        seen.push(String(message.value))
        if (seen.length === 2) resolve()
      }
      consumer.run({ eachMessage }).catch(reject)
    })
    expect(seen).toEqual(['first', 'second'])
    await Promise.all([consumer.disconnect(), producer.disconnect(), admin.disconnect()])
  })

  test('runs clusters side by side that know nothing of each other', async () => {
    await using one = await startCluster()
    await using other = await startCluster({ properties: { 'num.partitions': '3' } })
    expect(one.bootstrap).not.toBe(other.bootstrap)
    const [first, second] = [one.kafka.admin(), other.kafka.admin()]
    await Promise.all([first.connect(), second.connect()])
    await first.createTopics({ topics: [{ topic: 'here' }] })
    expect(await first.listTopics()).toEqual(['here'])
    expect(await second.listTopics()).toEqual([])
    await Promise.all([first.disconnect(), second.disconnect()])
  })

  test("says Kafka's own words for a wrong setting", async () => {
    const wrong = startCluster({ properties: { 'num.partitions': 'many' } })
    await expect(wrong).rejects.toThrow('Invalid value many for configuration num.partitions: Not a number of type INT')
  })
})
