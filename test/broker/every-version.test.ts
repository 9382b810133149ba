import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { allApis } from '../../src/wire/kafka/all.ts'
import type { Api } from '../../src/wire/kafka/api.ts'
import { advertisedApis } from '../../src/wire/kafka/api-keys.ts'
import { ApiVersions } from '../../src/wire/kafka/api-versions.ts'
import { Metadata } from '../../src/wire/kafka/metadata.ts'
import { encode, zeroUuid } from '../../src/wire/schema/index.ts'
import { eventually } from '../kit/servers.ts'
import { WireClient } from '../kit/wire-client.ts'
import { TestCluster } from './kit/cluster.ts'
import { sampleOf } from './kit/sample.ts'

/** Answers whose handlers wait for other members, or would take the broker out of service. */
const skipped = new Set(['ControlledShutdown', 'SaslAuthenticate'])
/** Kafka closes the connection on these in ZooKeeper mode without forwarding. */
const closing = new Set(['Envelope'])

let cluster: TestCluster

beforeAll(async () => {
  cluster = await TestCluster.start()
  await WireClient.with(cluster.port, (client) => client.createTopic('sample'))
})
afterAll(() => cluster.close())

const messages = new Map<number, Api>(allApis.map((api) => [api.key, api]))

describe('every API that is advertised', () => {
  for (const { key, name, min, max } of advertisedApis) {
    for (let version = min; version <= max; version++) {
      const api = messages.get(key)
      if (api === undefined || skipped.has(name)) continue
      it(`${name} v${version} is answered`, async () => {
        const body = sampleOf(api.request, version)
        encode(api.request, version, body)
        const answer = WireClient.with(cluster.port, (client) => client.ask(api, version, body))
        if (closing.has(name)) await expect(answer).rejects.toThrow()
        else await answer
        const errors = cluster.lines.filter((line) => line.includes('Unexpected error handling'))
        cluster.lines.length = 0
        expect(errors).toEqual([])
      })
    }
  }
})

it('is 61 rows, ascending, in every version', async () => {
  for (const version of [0, 1, 2, 3]) {
    const body = { clientSoftwareName: 'test', clientSoftwareVersion: '1.0' }
    const { apiKeys, errorCode } = await WireClient.with(cluster.port, (client) =>
      client.ask(ApiVersions, version, body),
    )
    expect(errorCode).toBe(0)
    expect(apiKeys).toEqual(
      advertisedApis.map(({ key, min, max }) => ({ apiKey: key, minVersion: min, maxVersion: max })),
    )
  }
})

it('still serves after all that', async () => {
  await eventually('metadata', async () => {
    const body = { topics: [{ name: 'sample', topicId: zeroUuid }] }
    const { topics } = await WireClient.with(cluster.port, (client) => client.ask(Metadata, 9, body))
    return topics[0]?.errorCode === 0
  })
})
