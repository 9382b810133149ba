import { afterEach, beforeEach, expect, test } from 'vitest'
import { systemClock } from '../../../src/base/clock.ts'
import { connectionMetrics } from '../../../src/client/metrics/connection-metrics.ts'
import { Metrics } from '../../../src/client/metrics/metrics.ts'
import { SaslAuthenticate } from '../../../src/wire/kafka/sasl-authenticate.ts'
import { SaslHandshake } from '../../../src/wire/kafka/sasl-handshake.ts'
import { captureLog, openCluster } from '../client-kit.ts'
import { FakeBroker } from '../fake-broker.ts'

const plain = {
  'security.protocol': 'SASL_PLAINTEXT',
  'sasl.mechanism': 'PLAIN',
  'sasl.jaas.config':
    'org.apache.kafka.common.security.plain.PlainLoginModule required username="alice" password="secret";',
}

let broker: FakeBroker
beforeEach(async () => {
  broker = await FakeBroker.start()
  broker.on(SaslHandshake, () => ({ errorCode: 0, mechanisms: ['PLAIN'] }))
})
afterEach(() => broker.stop())

async function openMeasured() {
  const metrics = new Metrics(systemClock, { samples: 2, windowMs: 30_000 })
  const trace = connectionMetrics(metrics, 'group')
  const cluster = await openCluster(`127.0.0.1:${broker.port}`, plain, captureLog().logger, trace)
  const connecting = cluster.connect('any', { deadline: cluster.deadline(30_000), call: 'test' })
  return { cluster, connecting, value: (name: string) => metrics.rows({}).find((row) => row.name === name)?.value }
}

test('who is believed, and believed anew, is counted', async () => {
  broker.on(SaslAuthenticate, () => {
    return { errorCode: 0, errorMessage: null, authBytes: Buffer.alloc(0), sessionLifetimeMs: 100 }
  })
  const { cluster, connecting, value } = await openMeasured()
  await connecting
  expect(['connection-count', 'connection-creation-total', 'connection-close-total'].map(value)).toEqual([1, 1, 0])
  expect(value('successful-authentication-total')).toBe(1)
  await expect.poll(() => value('successful-reauthentication-total'), { timeout: 30_000 }).toBeGreaterThan(0)
  expect(value('reauthentication-latency-max')).toBeGreaterThan(0)
  expect(['failed-authentication-total', 'failed-reauthentication-total'].map(value)).toEqual([0, 0])
  cluster.close()
  await expect.poll(() => value('connection-count'), { timeout: 30_000 }).toBe(0)
  expect(value('connection-close-total')).toBe(1)
})

test('who is not believed any more is counted', async () => {
  let proofs = 0
  broker.on(SaslAuthenticate, () => {
    const errorCode = proofs++ === 0 ? 0 : 58
    return { errorCode, errorMessage: null, authBytes: Buffer.alloc(0), sessionLifetimeMs: 100 }
  })
  const { cluster, connecting, value } = await openMeasured()
  await connecting
  await expect.poll(() => value('failed-reauthentication-total'), { timeout: 30_000 }).toBe(1)
  await expect.poll(() => value('connection-count'), { timeout: 30_000 }).toBe(0)
  expect(value('successful-authentication-total')).toBe(1)
  cluster.close()
})

test('who was never believed is counted', async () => {
  broker.on(SaslAuthenticate, () => {
    return { errorCode: 58, errorMessage: null, authBytes: Buffer.alloc(0), sessionLifetimeMs: 0 }
  })
  const { cluster, connecting, value } = await openMeasured()
  await expect(connecting).rejects.toThrow()
  expect(['failed-authentication-total', 'successful-authentication-total'].map(value)).toEqual([1, 0])
  cluster.close()
})
