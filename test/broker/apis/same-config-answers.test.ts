import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { AlterConfigs } from '../../../src/wire/kafka/alter-configs.ts'
import { CreateTopics } from '../../../src/wire/kafka/create-topics.ts'
import { DescribeConfigs } from '../../../src/wire/kafka/describe-configs.ts'
import { IncrementalAlterConfigs } from '../../../src/wire/kafka/incremental-alter-configs.ts'
import { Dialogue } from '../../kit/dialogue.ts'
import { realKafka } from '../../kit/real-kafka.ts'
import { type Maker, removeFolder, type Server, startBrokerServer, startZooKeeperServer } from '../../kit/servers.ts'

const topic = 2
const broker = 4
/** Settings that differ between two brokers on one machine. */
const notCompared = /^(advertised\.)?listeners$|^log\.dirs?$|^zookeeper\.connect$/

const describing = (resourceType: number, resourceName: string, configurationKeys: string[] | null = null) => ({
  resources: [{ resourceType, resourceName, configurationKeys }],
})

async function create(dialogue: Dialogue): Promise<void> {
  const configs = [{ name: 'retention.ms', value: '1000' }]
  const asked = { name: 't', numPartitions: 1, replicationFactor: 1, assignments: [], configs }
  const isThere = (code: number | undefined) => code === 0 || code === 36
  await dialogue.until(CreateTopics, 5, { topics: [asked], timeoutMs: 10_000 }, ({ topics }) =>
    isThere(topics[0]?.errorCode),
  )
}

async function describeAll(dialogue: Dialogue, version: number): Promise<void> {
  const more = { includeSynonyms: version >= 1 }
  await dialogue.ask(DescribeConfigs, version, { ...describing(topic, 't'), ...more })
  await dialogue.ask(DescribeConfigs, version, { ...describing(topic, 't', ['retention.ms', 'nonsense']), ...more })
  for (const name of ['missing', '', 'a b']) await dialogue.ask(DescribeConfigs, version, describing(topic, name))
  for (const name of ['9', 'x', '']) await dialogue.ask(DescribeConfigs, version, describing(broker, name))
  const ours = ['num.io.threads', 'log.retention.hours', 'zookeeper.set.acl', 'ssl.key.password', 'log.cleaner.enable']
  await dialogue.ask(DescribeConfigs, version, { ...describing(broker, '0', ours), ...more })
}

const alteration = (name: string, configOperation: number, value: string | null) => ({ name, configOperation, value })

const topicAlterations = [
  [alteration('foo', 0, '1')],
  [alteration('retention.ms', 0, 'x')],
  [alteration('segment.bytes', 0, '1')],
  [alteration('retention.ms', 2, '1')],
  [alteration('retention.ms', 3, '1')],
  [alteration('foo', 2, '1')],
  [alteration('retention.ms', 0, null)],
  [alteration('retention.ms', 0, '1'), alteration('retention.ms', 1, null)],
  [alteration('cleanup.policy', 2, 'compact'), alteration('retention.ms', 1, null)],
  [alteration('cleanup.policy', 2, 'compact,delete')],
  [alteration('cleanup.policy', 3, 'delete')],
]

const brokerAlterations = [
  [alteration('broker.rack', 0, 'r')],
  [alteration('broker.rack', 0, 'r'), alteration('log.dirs', 0, 'x')],
  [alteration('num.io.threads', 0, '100')],
  [alteration('num.io.threads', 0, '1')],
  [alteration('num.io.threads', 0, 'x')],
  [alteration('ssl.keystore.type', 0, 'JKS')],
  [alteration('log.cleaner.threads', 0, '0')],
  [alteration('log.cleaner.threads', 0, '3')],
  [alteration('log.cleaner.threads', 0, '2')],
]

async function alterAll(dialogue: Dialogue, version: number): Promise<void> {
  const alter = (resourceType: number, resourceName: string, configs: ReturnType<typeof alteration>[]) =>
    dialogue.ask(IncrementalAlterConfigs, version, {
      resources: [{ resourceType, resourceName, configs }],
      validateOnly: false,
    })
  for (const configs of topicAlterations) await alter(topic, 't', configs)
  for (const name of ['', 'missing']) await alter(topic, name, [alteration('retention.ms', 0, '1')])
  for (const configs of brokerAlterations) {
    await alter(broker, '0', configs)
    await alter(broker, '', configs)
  }
  await alter(broker, '', [alteration('listeners', 0, 'PLAINTEXT://:1')])
  for (const name of ['7', 'x']) await alter(broker, name, [alteration('num.io.threads', 0, '4')])
  await dialogue.ask(DescribeConfigs, 1, { ...describing(topic, 't', ['cleanup.policy']), includeSynonyms: true })
}

async function replaceAll(dialogue: Dialogue, version: number): Promise<void> {
  const replace = (resourceType: number, resourceName: string, name: string, value: string | null) =>
    dialogue.ask(AlterConfigs, version, {
      resources: [{ resourceType, resourceName, configs: [{ name, value }] }],
      validateOnly: false,
    })
  await replace(topic, 't', 'retention.ms', 'x')
  await replace(topic, 't', 'foo', '1')
  await replace(topic, 't', 'retention.ms', null)
  await replace(topic, '', 'retention.ms', '1')
  await replace(topic, 'missing', 'retention.ms', '1')
  await replace(broker, '0', 'broker.rack', 'r')
  await replace(broker, '7', 'num.io.threads', '4')
  await replace(topic, 't', 'retention.ms', '5000')
  await dialogue.ask(DescribeConfigs, 1, describing(topic, 't', ['retention.ms', 'cleanup.policy']))
}

/** Settings, asked and altered the same on our broker and on the real one. Needs Java. */
describe.skipIf(!realKafka)('our broker answers about settings as the real one does', () => {
  const servers: Server[] = []
  const dialogues: Dialogue[] = []

  async function start(maker: Maker): Promise<void> {
    const zookeeper = await startZooKeeperServer('ours')
    servers.push(zookeeper)
    const server = await startBrokerServer(maker, zookeeper)
    servers.unshift(server)
    const dialogue = await Dialogue.open(server.port)
    dialogues.push(dialogue)
    await create(dialogue)
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

  async function compare(talk: (dialogue: Dialogue) => Promise<void>): Promise<void> {
    const [first, second] = await Promise.all(
      dialogues.map(async (dialogue) => {
        dialogue.answers.length = 0
        await talk(dialogue)
        return dialogue.answers
      }),
    )
    expect(first).toEqual(second)
  }

  test.each([0, 1, 2, 3, 4])('DescribeConfigs %i', (version) => compare((dialogue) => describeAll(dialogue, version)))
  test.each([0, 1])('IncrementalAlterConfigs %i', (version) => compare((dialogue) => alterAll(dialogue, version)))
  test.each([0, 1, 2])('AlterConfigs %i', (version) => compare((dialogue) => replaceAll(dialogue, version)))

  test('all settings of a broker', async () => {
    const [first, second] = await Promise.all(
      dialogues.map(async (dialogue) => {
        const { results } = await dialogue.ask(DescribeConfigs, 3, describing(broker, '0'))
        const configs = (results[0]?.configs ?? []).filter(({ name }) => !notCompared.test(name))
        return configs.map((config) => JSON.stringify(config)).sort()
      }),
    )
    expect(first).toEqual(second)
  })
})
