import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { AlterClientQuotas } from '../../../src/wire/kafka/alter-client-quotas.ts'
import { AlterUserScramCredentials } from '../../../src/wire/kafka/alter-user-scram-credentials.ts'
import { DescribeClientQuotas } from '../../../src/wire/kafka/describe-client-quotas.ts'
import { DescribeConfigs } from '../../../src/wire/kafka/describe-configs.ts'
import { DescribeTransactions } from '../../../src/wire/kafka/describe-transactions.ts'
import { DescribeUserScramCredentials } from '../../../src/wire/kafka/describe-user-scram-credentials.ts'
import { FindCoordinator } from '../../../src/wire/kafka/find-coordinator.ts'
import { IncrementalAlterConfigs } from '../../../src/wire/kafka/incremental-alter-configs.ts'
import { ListTransactions } from '../../../src/wire/kafka/list-transactions.ts'
import { UpdateFeatures } from '../../../src/wire/kafka/update-features.ts'
import { Dialogue } from '../../kit/dialogue.ts'
import { realKafka } from '../../kit/real-kafka.ts'
import { type Maker, removeFolder, type Server, startBrokerServer, startZooKeeperServer } from '../../kit/servers.ts'
import { configTree } from './config-tree.ts'

type Entity = readonly (readonly [type: string, name: string | null])[]
/** Null removes the quota. */
type Quotas = readonly (readonly [key: string, value: number | null])[]

const user = (name: string | null): Entity[number] => ['user', name]
const client = (name: string | null): Entity[number] => ['client-id', name]
const ip = (name: string | null): Entity[number] => ['ip', name]
const strange = 'a b@*~x/é'
const bytes = 'producer_byte_rate'
const connections = 'connection_creation_rate'

const quotaChanges: readonly (readonly [Entity, Quotas])[] = [
  [[], [[bytes, 1]]],
  [[user('')], [[bytes, 1]]],
  [[['planet', '']], [[bytes, 1]]],
  [[user('a'), user('b')], [[bytes, 1]]],
  [[user('a'), ip('127.0.0.1')], [[bytes, 1]]],
  [[ip('no.such.host.invalid')], [[connections, 1]]],
  [[ip('::1')], [[connections, 8]]],
  [[ip('127.0.0.1')], [[bytes, 1]]],
  ...[1.5, 3e9, -1, 0].map((rate): [Entity, Quotas] => [[ip('127.0.0.1')], [[connections, rate]]]),
  [[ip('localhost')], [[connections, 7]]],
  [[ip(null)], [[connections, 9]]],
  [[user('u')], [[connections, 9]]],
  ...[0, 1.5, 1.0000001, 0.9999999, 1e19, 2 ** 63, Number.NaN, -0.5].map((rate): [Entity, Quotas] => [
    [user('u')],
    [[bytes, rate]],
  ]),
  ...[-1, Number.POSITIVE_INFINITY, Number.NaN, 1e-5, 1e10, 0].map((share): [Entity, Quotas] => [
    [user('u'), client(`c${share}`)],
    [['request_percentage', share]],
  ]),
  [[user('u')], [['SCRAM-SHA-256', 1]]],
  [[client('u')], [['SCRAM-SHA-256', 1]]],
  [[user('u')], [['nonsense', null]]],
  [[user('u')], [['nonsense', 1]]],
  [
    [user('u')],
    [
      [bytes, 5],
      [bytes, 6],
    ],
  ],
  [
    [user(strange)],
    [
      [bytes, 5],
      ['request_percentage', 12],
    ],
  ],
  [[user(strange), client(null)], [['request_percentage', 12.25]]],
  [[client('c1'), user('u')], [['consumer_byte_rate', 5]]],
  [[client('c2'), user(null)], [['consumer_byte_rate', 6]]],
  [[client('c3')], [['consumer_byte_rate', 7]]],
  [[client('<default>')], [['consumer_byte_rate', 17]]],
  [[client(null)], [['controller_mutation_rate', 1e10]]],
]

/** What is taken away again, with the znodes that are there for nothing else. */
const quotaRemovals: readonly Entity[] = [
  [user(strange), client(null)],
  [client('c3')],
  [client('c1'), user('u')],
  [client('c2'), user(null)],
  [client('never')],
  [user('u')],
  [ip('127.0.0.1')],
]

const matching = { exact: 0, default: 1, any: 2 }
type Filter = readonly (readonly [type: string, matchType: number, match: string | null])[]

const filters: readonly Filter[] = [
  [],
  ...['user', 'client-id', 'ip'].flatMap((type): Filter[] => [
    [[type, matching.any, null]],
    [[type, matching.default, null]],
    ...['u', 'c1', 'c3', '<default>', '127.0.0.1', strange].map((name): Filter => [[type, matching.exact, name]]),
    [
      [type, matching.any, null],
      [type, matching.any, null],
    ],
  ]),
  ...[null, 'u'].flatMap((name) =>
    [null, 'c1', 'c2'].map(
      (other): Filter => [
        ['user', name === null ? matching.any : matching.exact, name],
        ['client-id', other === null ? matching.any : matching.exact, other],
      ],
    ),
  ),
  [
    ['user', matching.default, null],
    ['client-id', matching.exact, 'c2'],
  ],
  [
    ['ip', matching.any, null],
    ['user', matching.any, null],
  ],
  [['', matching.any, null]],
  [['planet', matching.any, null]],
  [['user', 3, null]],
  [['user', matching.exact, null]],
  [['user', matching.default, 'x']],
]

async function alterQuotas(dialogue: Dialogue, entity: Entity, quotas: Quotas, validateOnly = false): Promise<void> {
  const parts = entity.map(([entityType, entityName]) => ({ entityType, entityName }))
  const ops = quotas.map(([key, value]) => ({ key, value: value ?? 0, remove: value === null }))
  await dialogue.ask(AlterClientQuotas, 1, { entries: [{ entity: parts, ops }], validateOnly })
}

async function describeQuotas(dialogue: Dialogue): Promise<void> {
  for (const filter of filters) {
    const components = filter.map(([entityType, matchType, match]) => ({ entityType, matchType, match }))
    for (const strict of [true, false]) await dialogue.ask(DescribeClientQuotas, 1, { components, strict })
  }
}

type Deletion = readonly [name: string, mechanism: number]
type Upsertion = readonly [name: string, mechanism: number, iterations: number, keyBytes?: number]

const credentialChanges: readonly (readonly [readonly Deletion[], readonly Upsertion[]])[] = [
  [[], []],
  ...[0, 1, 3].map((mechanism): [Deletion[], Upsertion[]] => [[['x', mechanism]], []]),
  [[['', 1]], []],
  [[], [['', 1, 4096]]],
  ...[0, 3].map((mechanism): [Deletion[], Upsertion[]] => [[], [['x', mechanism, 4096]]]),
  ...[4095, 16_385, -1].map((iterations): [Deletion[], Upsertion[]] => [[], [['x', 1, iterations]]]),
  ...[0, 5].map((keyBytes): [Deletion[], Upsertion[]] => [[], [['x', 1, 4096, keyBytes]]]),
  [
    [],
    [
      ['s', 1, 16_384],
      ['s', 2, 4096],
    ],
  ],
  [
    [],
    [
      ['s', 1, 4096],
      ['s', 1, 4097],
    ],
  ],
  [[['s', 1]], [['s', 1, 4096]]],
  [[['s', 1]], [['s', 2, 5000]]],
  [[['s', 1]], [['s', 2, 5000]]],
  [
    [
      ['q', 1],
      ['r', 1],
    ],
    [
      ['w', 1, 5000],
      ['w', 2, 5],
    ],
  ],
  [
    [],
    [
      ['t', 1, 4097],
      [strange, 1, 4098],
      ['<default>', 1, 4096],
    ],
  ],
  [[['t', 1]], []],
]

const describedUsers = [null, [], ['s'], ['s', 'nope', strange], ['s', 's', 'x', 's'], [''], ['u'], ['<default>']]

async function alterCredentials(dialogue: Dialogue): Promise<void> {
  for (const [deletions, upsertions] of credentialChanges) {
    await dialogue.ask(AlterUserScramCredentials, 0, {
      deletions: deletions.map(([name, mechanism]) => ({ name, mechanism })),
      upsertions: upsertions.map(([name, mechanism, iterations, keyBytes = 32]) => ({
        ...{ name, mechanism, iterations },
        salt: Buffer.alloc(20, 1),
        saltedPassword: Buffer.alloc(keyBytes, 2),
      })),
    })
  }
  for (const users of describedUsers) {
    await dialogue.ask(DescribeUserScramCredentials, 0, { users: users?.map((name) => ({ name })) ?? null })
  }
}

const brokerLogger = 8
const apis = 'kafka.server.KafkaApis'
const operations = { set: 0, delete: 1, append: 2, subtract: 3, unknown: 4 }

const levelChanges: readonly (readonly [name: string, operation: number, level: string | null])[] = [
  [apis, operations.set, 'DEBUG'],
  [apis, operations.set, 'debug'],
  [apis, operations.set, ''],
  [apis, operations.set, null],
  ['nope', operations.set, 'INFO'],
  ['kafka.server', operations.set, 'INFO'],
  ['nope', operations.delete, null],
  ['root', operations.delete, null],
  [apis, operations.append, 'INFO'],
  [apis, operations.subtract, 'INFO'],
  [apis, operations.unknown, 'INFO'],
  [apis, operations.delete, null],
  ['root', operations.set, 'WARN'],
  ['root', operations.set, 'INFO'],
]

async function changeLevels(dialogue: Dialogue): Promise<void> {
  const alter = (resourceName: string, ...changes: (readonly [string, number, string | null])[]) =>
    dialogue.ask(IncrementalAlterConfigs, 1, {
      resources: [
        {
          resourceType: brokerLogger,
          resourceName,
          configs: changes.map(([name, configOperation, value]) => ({ name, configOperation, value })),
        },
      ],
      validateOnly: false,
    })
  const look = (resourceName: string, version = 3) =>
    dialogue.ask(DescribeConfigs, version, {
      resources: [{ resourceType: brokerLogger, resourceName, configurationKeys: [apis, 'root', 'nope'] }],
    })
  for (const version of [0, 1, 4]) await look('0', version)
  for (const change of levelChanges) {
    await alter('0', change)
    await look('0')
  }
  await alter('0', [apis, operations.set, 'TRACE'], ['root', operations.set, 'LOUD'])
  await alter('0', [apis, operations.set, 'TRACE'], [apis, operations.set, 'INFO'])
  for (const name of ['', 'x', '9']) {
    await look(name)
    await alter(name, [apis, operations.set, 'TRACE'])
  }
  await look('0')
}

const updateTypes = { unknown: 0, upgrade: 1, safeDowngrade: 2, unsafeDowngrade: 3 }

async function updateFeatures(dialogue: Dialogue): Promise<void> {
  for (const feature of ['', 'metadata.version', 'foo']) {
    for (const upgradeType of Object.values(updateTypes)) {
      for (const maxVersionLevel of [0, 5]) {
        await dialogue.ask(UpdateFeatures, 1, { featureUpdates: [{ feature, maxVersionLevel, upgradeType }] })
      }
    }
    for (const allowDowngrade of [true, false]) {
      await dialogue.ask(UpdateFeatures, 0, { featureUpdates: [{ feature, maxVersionLevel: 0, allowDowngrade }] })
    }
  }
}

const transactionKey = 1

async function askForTransactions(dialogue: Dialogue): Promise<void> {
  const all = { stateFilters: [], producerIdFilters: [] }
  await dialogue.ask(ListTransactions, 0, all)
  await dialogue.ask(DescribeTransactions, 0, { transactionalIds: ['before', ''] })
  const coordinator = { keyType: transactionKey, coordinatorKeys: ['me', ''] }
  await dialogue.ask(FindCoordinator, 4, coordinator)
  await dialogue.until(FindCoordinator, 4, coordinator, ({ coordinators }) => coordinators[0]?.errorCode === 0)
  await dialogue.ask(FindCoordinator, 4, coordinator)
  await dialogue.until(ListTransactions, 0, all, ({ errorCode }) => errorCode === 0)
  await dialogue.ask(DescribeTransactions, 0, { transactionalIds: ['me', ''] })
  await dialogue.ask(ListTransactions, 0, { stateFilters: ['Ongoing', 'ongoing', 'Dead', ''], producerIdFilters: [3] })
}

/** Quotas, credentials, log levels and the like, asked and altered the same on our broker and on the real one. Needs Java. */
describe.skipIf(!realKafka)('our broker is administered as the real one is', () => {
  const servers: Server[] = []
  const sides: { dialogue: Dialogue; zookeeper: Server }[] = []

  async function start(maker: Maker): Promise<void> {
    const zookeeper = await startZooKeeperServer('ours')
    servers.push(zookeeper)
    const server = await startBrokerServer(maker, zookeeper)
    servers.unshift(server)
    sides.push({ dialogue: await Dialogue.open(server.port), zookeeper })
  }

  beforeAll(() => Promise.all([start('ours'), start('real')]))

  afterAll(async () => {
    for (const { dialogue } of sides) dialogue.close()
    for (const server of servers) {
      await server.stop()
      removeFolder(server.folder)
    }
  })

  /** The same talk with both: what is answered, and what is in ZooKeeper after it. */
  async function compare(talk: (dialogue: Dialogue) => Promise<void>): Promise<void> {
    const [first, second] = await Promise.all(
      sides.map(async ({ dialogue, zookeeper }) => {
        dialogue.answers.length = 0
        await talk(dialogue)
        return [...dialogue.answers, ...(await configTree(zookeeper, ['users', 'clients', 'ips', 'changes']))]
      }),
    )
    expect(first).toEqual(second)
  }

  test('quotas: changes', () =>
    compare(async (dialogue) => {
      for (const [entity, quotas] of quotaChanges) await alterQuotas(dialogue, entity, quotas)
      await alterQuotas(dialogue, [client('v')], [['consumer_byte_rate', 8]], true)
    }))
  test('quotas: filters', () => compare(describeQuotas))
  test('quotas: removals', () =>
    compare(async (dialogue) => {
      const all = [bytes, connections, 'request_percentage', 'consumer_byte_rate']
      for (const entity of quotaRemovals) {
        await alterQuotas(
          dialogue,
          entity,
          all.map((key) => [key, null]),
        )
      }
      await describeQuotas(dialogue)
    }))
  test('SCRAM credentials', () => compare(alterCredentials))
  test('log levels', () => compare(changeLevels))
  test('features', () => compare(updateFeatures))
  test('transactions', () => compare(askForTransactions))
})
