import { afterAll, expect, test } from 'vitest'
import { KafkaCluster } from '../../kit/kafka-cluster.ts'
import { ServerSet } from '../../kit/server-set.ts'
import { oneRecord } from '../kit/batches.ts'

const ours = { zookeeper: 'ours', brokers: ['ours', 'ours', 'ours'] } as const
const settings = { 'controller.socket.timeout.ms': '2000', 'controlled.shutdown.max.retries': '1' }

const servers = new ServerSet()
afterAll(() => servers.dispose())

test('brokers can be stopped when there is no ZooKeeper any more, the controller too; nothing is lost', async () => {
  const cluster = await KafkaCluster.start(servers, ours, settings)
  await cluster.moveController(0)
  await cluster.createTopic('t', [[0, 1, 2]])
  const produce = () => cluster.at(0, (client) => client.produce('t', oneRecord('kept')))
  expect(await produce()).toEqual({ error: 'NONE', offset: 0 })
  await cluster.zookeeper.stop('SIGKILL')
  expect(await produce()).toEqual({ error: 'NONE', offset: 1 })
  for (const id of cluster.ids) {
    expect(await cluster.stop(id)).toBe(143)
    expect(cluster.broker(id).output()).toMatch(/shut down completed/)
  }
  await cluster.zookeeper.restart()
  for (const id of cluster.ids) await cluster.revive(id)
  await cluster.inSync('t')
  expect((await cluster.consume('t', 0)).map(({ value }) => String(value))).toEqual(['kept', 'kept'])
})
