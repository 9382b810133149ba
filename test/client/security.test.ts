import { readFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { javaText, javaTrace } from '../../src/client/errors.ts'
import { tcpTransport } from '../../src/net/tcp.ts'
import { protocolRange } from '../../src/net/tls/tls-settings.ts'
import { tlsTransport } from '../../src/net/tls/tls-transport.ts'
import { Metadata } from '../../src/wire/kafka/metadata.ts'
import { SaslAuthenticate } from '../../src/wire/kafka/sasl-authenticate.ts'
import { SaslHandshake } from '../../src/wire/kafka/sasl-handshake.ts'
import { certificates } from '../kit/server-tls.ts'
import { captureLog, openCluster } from './client-kit.ts'
import { FakeBroker } from './fake-broker.ts'

const modules = 'org.apache.kafka.common.security'
const saslPlaintext = { 'security.protocol': 'SASL_PLAINTEXT', 'request.timeout.ms': '300' }
const plain = {
  ...saslPlaintext,
  'sasl.mechanism': 'PLAIN',
  'sasl.jaas.config': `${modules}.plain.PlainLoginModule required username="alice" password="secret";`,
}
const scram = {
  ...saslPlaintext,
  'sasl.mechanism': 'SCRAM-SHA-256',
  'sasl.jaas.config': `${modules}.scram.ScramLoginModule required username="alice" password="secret";`,
}
const saslKeys = [SaslHandshake.key, SaslAuthenticate.key]

let broker: FakeBroker
beforeEach(async () => {
  broker = await FakeBroker.start()
  broker.on(SaslHandshake, () => ({ errorCode: 0, mechanisms: ['PLAIN', 'SCRAM-SHA-256'] }))
})
afterEach(() => broker.stop())

function answerWith(...messages: readonly (string | 'hang up' | 'silence')[]): void {
  let turn = 0
  broker.on(SaslAuthenticate, () => {
    const message = messages[turn++] ?? 'hang up'
    if (message === 'hang up' || message === 'silence') return message
    return { errorCode: 0, errorMessage: null, authBytes: Buffer.from(message), sessionLifetimeMs: 0 }
  })
}

/** What a metadata request fails with. */
async function failure(properties: Record<string, string>, logger = captureLog().logger): Promise<unknown> {
  const cluster = await openCluster(`127.0.0.1:${broker.port}`, properties, logger)
  try {
    return await cluster.refreshMetadata([], { deadline: cluster.deadline(1000), call: 'test' })
  } catch (error) {
    return error
  } finally {
    cluster.close()
  }
}

const evaluated = (reason: string) =>
  `org.apache.kafka.common.errors.SaslAuthenticationException: An error: (java.security.PrivilegedActionException: javax.security.sasl.SaslException: ${reason}) occurred when evaluating SASL token received from the Kafka Broker. Kafka Client will go to AUTHENTICATION_FAILED state.`

describe('a broker that lies', () => {
  test.each([
    ['about its nonce', ['r=x,s=YWJj,i=4096'], 'Invalid server nonce: does not start with client nonce'],
    ['in words that are none', ['hello'], 'Invalid SCRAM server first message format: hello'],
    ['that it is done', [''], 'Invalid SCRAM server first message format: '],
  ])('%s is not believed', async (_what, messages, reason) => {
    answerWith(...messages)
    expect(javaText(await failure(scram))).toBe(evaluated(reason))
  })

  test('about knowing the password is not believed', async () => {
    let nonce = ''
    broker.on(SaslAuthenticate, ({ authBytes }) => {
      const text = authBytes.toString()
      const found = /^n,,n=alice,r=(.*)$/.exec(text)?.[1]
      nonce = found ?? nonce
      const message = found === undefined ? `v=${Buffer.alloc(32).toString('base64')}` : `r=${nonce}x,s=YWJj,i=4096`
      return { errorCode: 0, errorMessage: null, authBytes: Buffer.from(message), sessionLifetimeMs: 0 }
    })
    expect(javaText(await failure(scram))).toBe(evaluated('Invalid server signature in server final message'))
  })

  test('and refuses is quoted', async () => {
    broker.on(SaslAuthenticate, () => ({ errorCode: 58, errorMessage: 'Go away', authBytes: Buffer.alloc(0) }))
    const { logger, lines } = captureLog()
    const error = await failure(plain, logger)
    expect(javaText(error)).toBe('org.apache.kafka.common.errors.SaslAuthenticationException: Go away')
    expect(lines).toEqual([
      `ERROR [AdminClient clientId=adminclient-1] Connection to node -1 (/127.0.0.1:${broker.port}) failed authentication due to: Go away (org.apache.kafka.clients.NetworkClient)`,
      'WARN [AdminClient clientId=adminclient-1] Metadata update failed due to authentication error (org.apache.kafka.clients.admin.internals.AdminMetadataManager)\norg.apache.kafka.common.errors.SaslAuthenticationException: Go away',
    ])
  })
})

test.each([
  ['hangs up', 'hang up'],
  ['says nothing', 'silence'],
] as const)(
  'a broker that %s while it is told who asks is tried again until the time is over',
  async (_what, answer) => {
    answerWith(...Array<typeof answer>(100).fill(answer))
    const { logger, lines } = captureLog()
    expect(javaText(await failure(plain, logger))).toBe(
      'org.apache.kafka.common.errors.TimeoutException: Timed out waiting for a node assignment. Call: test',
    )
    const warning = `Connection to node -1 (/127.0.0.1:${broker.port}) terminated during authentication.`
    expect(lines.filter((line) => line.includes(warning)).length).toBeGreaterThan(1)
  },
)

test('a TLS port that says nothing costs no more than the time of the call', async () => {
  const listener = await tcpTransport.listen({ host: '127.0.0.1', port: 0 }, () => {})
  const cluster = await openCluster(`127.0.0.1:${listener.address.port}`, { 'security.protocol': 'SSL' })
  const start = Date.now()
  const error = await cluster.connect('any', { deadline: cluster.deadline(500), call: 'test' }).catch((each) => each)
  cluster.close()
  await listener.close()
  expect(javaText(error)).toContain('Timed out waiting for a node assignment.')
  // And not the ten seconds that a connection may take.
  expect(Date.now() - start).toBeLessThan(9000)
})

test('what is asked while who we are is proven anew waits for it', async () => {
  broker.on(SaslAuthenticate, () => {
    return { errorCode: 0, errorMessage: null, authBytes: Buffer.alloc(0), sessionLifetimeMs: 100 }
  })
  const cluster = await openCluster(`127.0.0.1:${broker.port}`, plain)
  const connection = await cluster.connect('any', { deadline: cluster.deadline(5000), call: 'test' })
  const asked: Promise<unknown>[] = []
  const handshakes = () => broker.requests.filter(({ apiKey }) => apiKey === SaslHandshake.key).length
  while (handshakes() <= 3) {
    asked.push(connection.send(Metadata, 12, { topics: [], allowAutoTopicCreation: false }, 5000))
    await pause(1)
  }
  await Promise.all(asked)
  cluster.close()
  const keys = broker.requests.map(({ apiKey }) => apiKey)
  const behindHandshakes = keys.filter((_key, at) => keys[at - 1] === SaslHandshake.key)
  expect(new Set(behindHandshakes)).toEqual(new Set([SaslAuthenticate.key]))
  expect(keys.filter((key) => !saslKeys.includes(key))).toHaveLength(asked.length + 1)
})

test.each([
  ['mechanism', { ...plain, 'sasl.mechanism': 'FOO' }, 'Failed to create SaslClient with mechanism FOO'],
  [
    'password',
    { ...plain, 'sasl.jaas.config': `${modules}.plain.PlainLoginModule required username="a";` },
    'PLAIN: authorization ID and password must be specified',
  ],
  ['cipher suite', { 'security.protocol': 'SSL', 'ssl.cipher.suites': 'FOO' }, 'Unsupported CipherSuite: FOO'],
  ['version of TLS', { 'security.protocol': 'SSL', 'ssl.enabled.protocols': 'FOO' }, 'Unsupported protocolFOO'],
])('without a usable %s there is no channel, again and again', async (_what, properties, reason) => {
  const { logger, lines } = captureLog()
  expect(javaText(await failure(properties, logger))).toContain('Timed out waiting for a node assignment.')
  const first = `WARN [AdminClient clientId=adminclient-1] Error connecting to node 127.0.0.1:${broker.port} (id: -1 rack: null)`
  expect(lines[0]).toContain(first)
  expect(lines[0]).toContain('java.io.IOException: Channel could not be created for socket')
  expect(lines[0]).toContain(reason)
})

test('a certificate for the address does not stand for the name', async () => {
  const pem = readFileSync(path.join(certificates, 'elsewhere.pem'), 'utf8')
  const settings = {
    context: { key: pem, cert: pem, ...protocolRange([]) },
    hostnameVerification: true,
    clientHostnameVerification: false,
    clientAuth: 'none',
  } as const
  const listener = await tlsTransport(settings).listen({ host: '127.0.0.1', port: 0 }, () => {})
  const trust = { 'ssl.truststore.type': 'PEM', 'ssl.truststore.location': path.join(certificates, 'authority.pem') }
  const cluster = await openCluster(`localhost:${listener.address.port}`, { 'security.protocol': 'SSL', ...trust })
  const error = await cluster.connect('any', { deadline: cluster.deadline(1000), call: 'test' }).catch((each) => each)
  await listener.close()
  expect(javaTrace(error).split('\n').slice(0, 2)).toEqual([
    'org.apache.kafka.common.errors.SslAuthenticationException: SSL handshake failed',
    'Caused by: javax.net.ssl.SSLHandshakeException: No subject alternative DNS name matching localhost found.',
  ])
})
