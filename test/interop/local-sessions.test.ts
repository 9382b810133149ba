import { afterEach, describe, expect, test } from 'vitest'
import { errorCode } from '../../src/wire/jute/errors.ts'
import { realKafka } from '../kit/real-kafka.ts'
import type { Maker } from '../kit/servers.ts'
import { modeOf } from '../kit/words.ts'
import { ZooKeeperEnsemble } from '../kit/zookeeper-ensemble.ts'
import { RawClient } from '../zookeeper/server/raw-client.ts'

let ensemble: ZooKeeperEnsemble
afterEach(() => ensemble.dispose())

const mixes: readonly (readonly Maker[])[] = [
  ['ours', 'ours', 'real'],
  ['real', 'real', 'ours'],
]

async function start(makers: readonly Maker[], upgrading: boolean): Promise<readonly number[]> {
  const settings = { localSessionsEnabled: 'true', localSessionsUpgradingEnabled: String(upgrading) }
  ensemble = await ZooKeeperEnsemble.start(makers, settings)
  expect((await Promise.all(ensemble.servers.map(modeOf))).sort()).toEqual(['follower', 'follower', 'leader'])
  return ensemble.servers.map(({ port }) => port)
}

describe.skipIf(!realKafka)(
  'sessions that only their server knows, among servers of both kinds (needs the real Kafka)',
  () => {
    test.each(mixes)('%s, %s and %s: they write, own nothing, and stay where they are', async (...makers) => {
      const ports = await start(makers, false)
      for (const [index, port] of ports.entries()) {
        const client = await RawClient.connect(port)
        const { sessionId, passwd } = client.session
        expect(await client.create(`/by-${index}`, 'x')).toBe(`/by-${index}`)
        expect(await client.create('/mine', '', 1)).toBe(errorCode('ephemeralOnLocalSession'))
        expect(await client.text(`/by-${index}`)).toBe('x')
        client.destroy()
        const elsewhere = await RawClient.connect(ports[(index + 1) % 3] ?? 0, { sessionId, passwd })
        expect(elsewhere.session.sessionId).toBe(0n)
        const again = await RawClient.connect(port, { sessionId, passwd })
        expect(again.session.sessionId).toBe(sessionId)
        again.destroy()
      }
    })

    test.each(mixes)('%s, %s and %s: with an ephemeral node they become the ensemble’s', async (...makers) => {
      const ports = await start(makers, true)
      for (const [index, port] of ports.entries()) {
        const client = await RawClient.connect(port)
        const { sessionId, passwd } = client.session
        expect(await client.create(`/mine-${index}`, '', 1)).toBe(`/mine-${index}`)
        client.destroy()
        const moved = await RawClient.connect(ports[(index + 1) % 3] ?? 0, { sessionId, passwd })
        expect(moved.session.sessionId).toBe(sessionId)
        expect(await moved.create(`/too-${index}`, '', 1)).toBe(`/too-${index}`)
        moved.destroy()
      }
    })
  },
)
