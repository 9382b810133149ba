import { describe, expect, test } from 'vitest'
import { advertisedApis, apiKeys } from '../../../src/wire/kafka/api-keys.ts'
import type { Message } from '../../../src/wire/schema/index.ts'
import { declaredAt } from './declared.ts'
import { type Definition, definedAt, definitionsIn, range } from './definitions.ts'
import { kafkaJar } from './jar.ts'
import { allMessages } from './messages.ts'

const jars = {
  clients: kafkaJar('kafka-clients'),
  coordinator: kafkaJar('kafka-group-coordinator'),
  core: kafkaJar('kafka_2.13'),
}
const byName = new Map(allMessages.map((message) => [message.name, message]))

if (jars.clients === undefined) console.log('kafka-clients 3.7.0 is out of reach: its definitions are not compared')
if (jars.coordinator === undefined || jars.core === undefined) {
  console.log("Kafka 3.7.0's server jars are out of reach: the definitions of its topics' records are not compared")
}

function compare(definition: Definition, message: Message | undefined): void {
  const [first, last] = range(definition.validVersions)
  expect(message).toMatchObject({ minVersion: first, maxVersion: last, key: definition.apiKey ?? -1 })
  if (message === undefined) return
  for (let version = first; version <= last; version++) {
    expect(declaredAt(message, version)).toEqual(definedAt(definition, version))
  }
}

const topicRecords = /^(OffsetCommit|GroupMetadata|TransactionLog)(Key|Value)$/

describe.skipIf(jars.clients === undefined)('the definitions of kafka-clients 3.7.0', () => {
  const definitions = jars.clients === undefined ? [] : definitionsIn(jars.clients)

  test.for(definitions)('$name', (definition) => compare(definition, byName.get(definition.name)))

  test('nothing else is declared', () => {
    const known = new Set(definitions.map(({ name }) => name))
    const others = allMessages.filter(({ name }) => !known.has(name))
    expect(others.filter(({ name }) => !topicRecords.test(name))).toEqual([])
  })

  test('the table of API keys', () => {
    const requests = definitions.filter(({ type }) => type === 'request')
    const rows = requests.map(({ apiKey, name, validVersions, flexibleVersions, listeners, latestVersionUnstable }) => {
      const [min, max] = range(validVersions)
      return {
        key: apiKey,
        name: name.replace(/Request$/, ''),
        min,
        max,
        ...(flexibleVersions === 'none' ? {} : { flexible: range(flexibleVersions)[0] }),
        listeners: listeners?.toSorted(),
        ...(latestVersionUnstable === true ? { unstable: true } : {}),
      }
    })
    const ours = apiKeys.map(({ clusterAction, forwardable, listeners, ...row }) => {
      return { ...row, listeners: listeners.toSorted() }
    })
    expect(ours).toEqual(rows.sort((a, b) => (a.key ?? 0) - (b.key ?? 0)))
    expect(apiKeys.map(({ key }) => key)).toEqual(apiKeys.map((_, place) => place))
    expect(advertisedApis).toHaveLength(61)
  })
})

describe.skipIf(jars.coordinator === undefined || jars.core === undefined)("the records of the server's topics", () => {
  const files = [jars.coordinator, jars.core].flatMap((jar) => (jar === undefined ? [] : [jar]))
  const definitions = files.flatMap((jar) => definitionsIn(jar)).filter(({ name }) => topicRecords.test(name))

  test('all six are there', () => expect(definitions).toHaveLength(6))
  test.for(definitions)('$name', (definition) => compare(definition, byName.get(definition.name)))
})
