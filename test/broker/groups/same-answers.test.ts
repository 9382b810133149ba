import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Dialogue } from '../../kit/dialogue.ts'
import { realKafka } from '../../kit/real-kafka.ts'
import { type Maker, removeFolder, type Server, startBrokerServer, startZooKeeperServer } from '../../kit/servers.ts'
import { askAll, prepare } from './dialogue.ts'

const settings = { 'group.initial.rebalance.delay.ms': '0', 'offsets.topic.num.partitions': '5' }

/** The group APIs, asked the same on our broker and on the real one. Needs Java. */
describe.skipIf(!realKafka)('our broker answers about groups as the real one does', () => {
  const servers: Server[] = []
  const dialogues: Dialogue[] = []

  async function start(maker: Maker): Promise<void> {
    const zookeeper = await startZooKeeperServer(maker)
    servers.push(zookeeper)
    const broker = await startBrokerServer(maker, zookeeper, settings)
    servers.unshift(broker)
    const dialogue = await Dialogue.open(broker.port)
    dialogues.push(dialogue)
    await prepare(dialogue)
  }

  beforeAll(async () => {
    await Promise.all([start('ours'), start('real')])
  })

  afterAll(async () => {
    for (const dialogue of dialogues) dialogue.close()
    for (const server of servers) {
      await server.stop()
      removeFolder(server.folder)
    }
  })

  test.each([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])('versions that go with JoinGroup %i', async (version) => {
    const [first, second] = await Promise.all(
      dialogues.map(async (dialogue) => {
        dialogue.answers.length = 0
        await askAll(dialogue, version)
        return dialogue.answers
      }),
    )
    expect(first).toEqual(second)
  })
})
