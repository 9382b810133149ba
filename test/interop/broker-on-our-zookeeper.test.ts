import path from 'node:path'
import { execa } from 'execa'
import { afterAll, describe, expect, test } from 'vitest'
import { fastJava, realKafka } from '../kit/real-kafka.ts'
import {
  binOf,
  eventually,
  removeFolder,
  type Server,
  startBrokerServer,
  startZooKeeperServer,
} from '../kit/servers.ts'
import { RawClient } from '../zookeeper/server/raw-client.ts'

const servers: Server[] = []

afterAll(async () => {
  for (const server of servers.reverse()) {
    await server.stop('SIGKILL')
    removeFolder(server.folder)
  }
})

describe.skipIf(!realKafka)('the real broker on our ZooKeeper', () => {
  test('registers, is controller, makes and deletes a topic, outlives a kill of ZooKeeper, and leaves cleanly', async () => {
    const zookeeper = await startZooKeeperServer('ours')
    servers.push(zookeeper)
    const broker = await startBrokerServer('real', zookeeper)
    servers.push(broker)
    const topics = (...args: string[]) =>
      execa(path.join(binOf('real'), 'kafka-topics'), ['--bootstrap-server', `localhost:${broker.port}`, ...args], {
        env: fastJava,
      })
    const client = await RawClient.connect(zookeeper.port)
    expect(await client.text('/brokers/ids/0')).toContain(`"port":${broker.port}`)
    expect(await client.text('/controller')).toContain('"brokerid":0')
    await topics('--create', '--topic', 't', '--partitions', '2')
    expect(await client.text('/brokers/topics/t/partitions/1/state')).toContain('"isr":[0]')
    await zookeeper.stop('SIGKILL')
    await zookeeper.restart()
    await topics('--delete', '--topic', 't')
    const again = await RawClient.connect(zookeeper.port)
    await eventually('the topic is gone', async () => !(await again.exists('/brokers/topics/t')))
    await broker.stop('SIGTERM')
    expect(await again.exists('/brokers/ids/0')).toBe(false)
    expect(await again.exists('/controller')).toBe(false)
  })
})
