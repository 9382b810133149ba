import { describe, expect, test } from 'vitest'
import * as brokers from '../../../src/wire/kafka/metadata-records/brokers.ts'
import * as cluster from '../../../src/wire/kafka/metadata-records/cluster.ts'
import * as security from '../../../src/wire/kafka/metadata-records/security.ts'
import * as topics from '../../../src/wire/kafka/metadata-records/topics.ts'
import type { Message } from '../../../src/wire/schema/index.ts'
import { declaredAt } from './declared.ts'
import { definedAt, definitionsIn, range } from './definitions.ts'
import { kafkaJar } from './jar.ts'

const jar = kafkaJar('kafka-metadata')
if (jar === undefined) console.log("kafka-metadata 3.7.0 is out of reach: KRaft's records are not compared")

const declared: Message[] = [brokers, cluster, security, topics].flatMap((file): Message[] => Object.values(file))

describe.skipIf(jar === undefined)('the definitions of kafka-metadata 3.7.0', () => {
  const definitions = jar === undefined ? [] : definitionsIn(jar)

  test('all are declared', () => {
    expect(declared.map(({ name }) => name).sort()).toEqual(definitions.map(({ name }) => name).sort())
  })

  test.for(definitions)('$name', (definition) => {
    const message = declared.find(({ name }) => name === definition.name)
    const [first, last] = range(definition.validVersions)
    expect(message).toMatchObject({ minVersion: first, maxVersion: last, key: definition.apiKey ?? -1 })
    if (message === undefined) return
    for (let version = first; version <= last; version++) {
      expect(declaredAt(message, version)).toEqual(definedAt(definition, version))
    }
  })
})
