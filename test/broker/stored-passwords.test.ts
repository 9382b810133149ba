import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemRandom } from '../../src/base/random.ts'
import { passwordEncoder } from '../../src/broker/configs/password-encoder.ts'
import { decodeEntityConfig } from '../../src/broker/znodes/entity-config.ts'
import { DescribeConfigs } from '../../src/wire/kafka/describe-configs.ts'
import { IncrementalAlterConfigs } from '../../src/wire/kafka/incremental-alter-configs.ts'
import { TestBrokers } from './kit/brokers.ts'

const brokerResource = 4
const keyPassword = 'listener.name.external.ssl.key.password'
/** Of one mechanism of a listener: Kafka knows it for a secret by its end. */
const login = 'listener.name.external.scram-sha-256.sasl.jaas.config'

let cluster: TestBrokers
beforeAll(async () => {
  cluster = await TestBrokers.start(1, { 'password.encoder.secret': 'first' })
})
afterAll(() => cluster.close())

async function stored(name: string): Promise<string> {
  const { data } = await cluster.withZooKeeper((client) => client.get('/config/brokers/0'))
  return decodeEntityConfig(data ?? Buffer.alloc(0)).get(name) ?? ''
}

const decoded = async (name: string, secret: string): Promise<string | undefined> =>
  passwordEncoder((setting) => (setting.endsWith('.secret') ? secret : undefined), systemRandom)?.decode(
    await stored(name),
  )

function set(name: string, value: string, resourceName = '0') {
  const configs = [{ name, configOperation: 0, value }]
  const resources = [{ resourceType: brokerResource, resourceName, configs }]
  return cluster.broker(0).ask((client) => client.ask(IncrementalAlterConfigs, 1, { resources, validateOnly: false }))
}

async function described(): Promise<string[]> {
  const resources = [{ resourceType: brokerResource, resourceName: '0', configurationKeys: [keyPassword, login] }]
  const { results } = await cluster.broker(0).ask((client) => client.ask(DescribeConfigs, 4, { resources }))
  return (results[0]?.configs ?? []).map(({ name, value, isSensitive }) => `${name} ${value} ${isSensitive}`).sort()
}

test("a broker's password lies in ZooKeeper encrypted, and stays when another setting changes", async () => {
  for (const [name, value] of [
    [keyPassword, 'abc'],
    [login, 'x y;'],
    ['log.cleaner.threads', '2'],
  ] as const) {
    expect((await set(name, value)).responses).toMatchObject([{ errorCode: 0 }])
  }
  expect(await stored(keyPassword)).toMatch(/^encryptedPassword:/)
  expect(await decoded(keyPassword, 'first')).toBe('abc')
  expect(await decoded(login, 'first')).toBe('x y;')
  expect(await described()).toEqual([`${login} null true`, `${keyPassword} null true`])
})

test('under a new secret what was encrypted under the old one is encrypted anew', async () => {
  const broker = cluster.broker(0)
  await broker.stop()
  await broker.start({ 'password.encoder.secret': 'second', 'password.encoder.old.secret': 'first' })
  expect(await decoded(keyPassword, 'second')).toBe('abc')
  expect(await described()).toHaveLength(2)
})

test('what cannot be decrypted is left out, and said', async () => {
  const broker = cluster.broker(0)
  await broker.stop()
  await broker.start({ 'password.encoder.secret': 'third', 'password.encoder.old.secret': 'fourth' })
  expect(await described()).toEqual([])
  expect(broker.lines.join('')).toContain(`Dynamic password config ${keyPassword} could not be decoded, ignoring.`)
})
