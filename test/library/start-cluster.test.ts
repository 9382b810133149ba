import { Kafka, logLevel } from 'kafkajs'
import { describe, expect, test, vi } from 'vitest'
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

  test('runs several brokers, one of which may die', async () => {
    await using cluster = await startCluster({
      brokers: 3,
      properties: { 'zookeeper.session.timeout.ms': '1000' },
    })
    expect(cluster.bootstrap.split(',')).toHaveLength(3)
    const admin = cluster.kafka.admin()
    await admin.connect()
    await admin.createTopics({
      topics: [{ topic: 'safe', replicaAssignment: [{ partition: 0, replicas: [1, 2, 0] }] }],
    })
    const producer = cluster.kafka.producer()
    await producer.connect()
    await producer.send({ topic: 'safe', acks: -1, messages: [{ value: 'before' }] })
    const leader = cluster.server('kafka-1')
    await leader.kill()
    expect(leader.state).toBe('stopped')
    await producer.send({ topic: 'safe', acks: -1, messages: [{ value: 'after' }] })
    await leader.start()
    const inSync = async () => (await admin.fetchTopicMetadata({ topics: ['safe'] })).topics[0]?.partitions[0]?.isr
    await vi.waitFor(async () => expect((await inSync())?.toSorted()).toEqual([0, 1, 2]), 60_000)
    expect(await admin.fetchTopicOffsets('safe')).toMatchObject([{ high: '2' }])
    await Promise.all([producer.disconnect(), admin.disconnect()])
  })

  test('runs an ensemble of ZooKeeper servers, whose leader may die', async () => {
    await using cluster = await startCluster({ zookeepers: 3 })
    expect(cluster.zookeeper.split(',')).toHaveLength(3)
    const ensemble = cluster.servers.slice(0, 3)
    expect(ensemble.map(({ name }) => name)).toEqual(['a', 'b', 'c'].map((letter) => `pipeline-zookeeper-${letter}`))
    const roles = async () => (await Promise.all(ensemble.map((server) => server.role()))).sort()
    expect(await roles()).toEqual(['follower', 'follower', 'leader'])
    for (const server of ensemble) if ((await server.role()) === 'leader') await server.kill()
    await vi.waitFor(async () => expect(await roles()).toEqual(['follower', 'leader', undefined]), 60_000)
    const admin = cluster.kafka.admin()
    await admin.connect()
    expect(await admin.createTopics({ topics: [{ topic: 'goes-on' }] })).toBe(true)
    await admin.disconnect()
  })

  test('freezes a server and takes its network away', async () => {
    await using cluster = await startCluster({ brokers: 2 })
    const [zookeeper, first, second] = cluster.servers
    expect([zookeeper?.name, first?.name, second?.name]).toEqual(['zookeeper', 'kafka-0', 'kafka-1'])
    second?.pause()
    expect(second?.state).toBe('paused')
    second?.cut()
    second?.resume()
    expect(second?.state).toBe('cut off')
    second?.heal()
    const admin = new Kafka({ brokers: [`127.0.0.1:${second?.port}`], logLevel: logLevel.NOTHING }).admin()
    await admin.connect()
    expect((await admin.describeCluster()).brokers).toHaveLength(2)
    await admin.disconnect()
    await expect(async () => cluster.server('kafka-2')).rejects.toThrow(
      'there is no kafka-2; there are zookeeper, kafka-0, kafka-1',
    )
  })

  test("says Kafka's own words for a wrong setting", async () => {
    const wrong = startCluster({ properties: { 'num.partitions': 'many' } })
    await expect(wrong).rejects.toThrow('Invalid value many for configuration num.partitions: Not a number of type INT')
  })
})
