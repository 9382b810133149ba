import { afterAll, beforeAll, expect, test } from 'vitest'
import { DescribeConfigs } from '../../src/wire/kafka/describe-configs.ts'
import { IncrementalAlterConfigs } from '../../src/wire/kafka/incremental-alter-configs.ts'
import { Metadata } from '../../src/wire/kafka/metadata.ts'
import { TestBrokers } from './kit/brokers.ts'

const brokerLogger = 8
const requests = 'kafka.request.logger'

let cluster: TestBrokers
beforeAll(async () => {
  cluster = await TestBrokers.start(1)
})
afterAll(() => cluster.close())

/** Null takes the logger's own level away. */
function setLevel(name: string, level: string | null) {
  const configs = [{ name, configOperation: level === null ? 1 : 0, value: level }]
  const resources = [{ resourceType: brokerLogger, resourceName: '0', configs }]
  return cluster.broker(0).ask((client) => client.ask(IncrementalAlterConfigs, 1, { resources, validateOnly: false }))
}

async function levels(...names: string[]): Promise<(string | null)[]> {
  const resources = [{ resourceType: brokerLogger, resourceName: '0', configurationKeys: names }]
  const { results } = await cluster.broker(0).ask((client) => client.ask(DescribeConfigs, 4, { resources }))
  return names.map((name) => results[0]?.configs.find((config) => config.name === name)?.value ?? null)
}

/** What the broker writes about a Metadata request. */
async function said(): Promise<string> {
  const { lines } = cluster.broker(0)
  lines.length = 0
  await cluster.broker(0).ask((client) => client.ask(Metadata, 8, { topics: [] }))
  return lines.join('')
}

test('a logger says as much as it is told to, while the broker runs', async () => {
  expect(await said()).not.toContain('Metadata')
  await setLevel(requests, 'DEBUG')
  expect(await said()).toMatch(/DEBUG Completed request:.*"requestApiKeyName":"Metadata".*\(kafka\.request\.logger\)/)
  await setLevel('kafka.server.KafkaApis', 'TRACE')
  expect(await said()).toMatch(/TRACE Handling request:.*"Metadata".*\(kafka\.server\.KafkaApis\)/)
  await setLevel(requests, 'WARN')
  await setLevel('kafka.server.KafkaApis', null)
  expect(await said()).not.toContain('Metadata')
})

test('a logger without a level of its own has that of the root', async () => {
  await setLevel('kafka.server.KafkaApis', 'ERROR')
  await setLevel('root', 'WARN')
  expect(await levels('root', 'kafka.log.LogManager', 'kafka.server.KafkaApis')).toEqual(['WARN', 'WARN', 'ERROR'])
  await setLevel('kafka.server.KafkaApis', null)
  expect(await levels('kafka.server.KafkaApis')).toEqual(['WARN'])
})

test('passwords and bytes in requests are not logged', async () => {
  await setLevel(requests, 'DEBUG')
  cluster.broker(0).lines.length = 0
  const configs = [{ name: 'listener.name.external.ssl.key.password', configOperation: 0, value: 'secret' }]
  const resources = [{ resourceType: 4, resourceName: '0', configs }]
  await cluster.broker(0).ask((client) => client.ask(IncrementalAlterConfigs, 1, { resources, validateOnly: true }))
  const text = cluster.broker(0).lines.join('')
  expect(text).toContain('"value":"(redacted)"')
  expect(text).not.toContain('secret"')
})
