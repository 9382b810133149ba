import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openCluster } from '../client/client-kit.ts'
import { realKafka } from '../kit/real-kafka.ts'
import { ServerSet } from '../kit/server-set.ts'
import { certificates } from '../kit/server-tls.ts'
import { removeFolder, temporaryFolder } from '../kit/servers.ts'
import { runTool } from '../kit/tool.ts'
import { IdentityProvider } from './secured/identity-provider.ts'
import { type ListenerName, listenerPorts, listenerSettings, type Ports } from './secured/listeners.ts'

/** Our tools on one real broker that takes clients by TLS and SASL in every way that Kafka has. */
const servers = new ServerSet()
const folder = temporaryFolder()
const topic = 'secured'
let ports: Ports
let provider: IdentityProvider

const file = (name: string) => path.join(certificates, name)
const inline = (name: string) => readFileSync(file(name), 'utf8')
const store = (kind: 'keystore' | 'truststore', name: string, type: string, password = 'changeit') => ({
  [`ssl.${kind}.location`]: file(name),
  [`ssl.${kind}.type`]: type,
  [`ssl.${kind}.password`]: password,
})
const pemStore = (kind: 'keystore' | 'truststore', name: string) => ({
  [`ssl.${kind}.location`]: file(name),
  [`ssl.${kind}.type`]: 'PEM',
})
const trust = store('truststore', 'trust.p12', 'PKCS12')

const modules = 'org.apache.kafka.common.security'
const loginModules = {
  PLAIN: `${modules}.plain.PlainLoginModule`,
  'SCRAM-SHA-256': `${modules}.scram.ScramLoginModule`,
  'SCRAM-SHA-512': `${modules}.scram.ScramLoginModule`,
  OAUTHBEARER: `${modules}.oauthbearer.OAuthBearerLoginModule`,
} as const

function sasl(mechanism: keyof typeof loginModules, options: string) {
  return { 'sasl.mechanism': mechanism, 'sasl.jaas.config': `${loginModules[mechanism]} required ${options};` }
}
const alice = 'username="alice" password="alice-secret"'
const endpoint = (url: string) => ({
  'sasl.login.callback.handler.class': `${modules}.oauthbearer.secured.OAuthBearerLoginCallbackHandler`,
  'sasl.oauthbearer.token.endpoint.url': url,
})

type Settings = Readonly<Record<string, string>>

let configs = 0
function configFile(protocol: string, settings: Settings): string {
  const name = path.join(folder, `client-${configs++}.properties`)
  const patience = { 'default.api.timeout.ms': '8000', 'request.timeout.ms': '8000' }
  const all = { ...patience, 'security.protocol': protocol, ...settings }
  const escaped = (text: string) => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')
  writeFileSync(
    name,
    Object.entries(all)
      .map(([key, value]) => `${key}=${escaped(value)}\n`)
      .join(''),
  )
  return name
}

const server = (listener: ListenerName) => ['--bootstrap-server', `localhost:${ports.get(listener)}`]

function list(listener: ListenerName, protocol: string, settings: Settings, env: Settings = {}) {
  const args = [...server(listener), '--command-config', configFile(protocol, settings), '--list']
  return runTool('ours', 'kafka-topics', args, '', env)
}

async function expectWelcome(...args: Parameters<typeof list>): Promise<void> {
  expect(await list(...args)).toEqual({ stdout: topic, stderr: '', exitCode: 0 })
}

describe.skipIf(!realKafka)('our tools on a real broker with TLS and SASL', () => {
  beforeAll(async () => {
    ports = await listenerPorts()
    provider = await IdentityProvider.start(folder)
    const zookeeper = await servers.zookeeper('ours')
    await servers.broker('real', zookeeper, listenerSettings(ports, provider.keysFile))
    const credentials = 'SCRAM-SHA-256=[password=alice-secret],SCRAM-SHA-512=[password=alice-secret]'
    const user = ['--entity-type', 'users', '--entity-name', 'alice', '--alter', '--add-config', credentials]
    expect((await runTool('ours', 'kafka-configs', [...server('PLAINTEXT'), ...user])).exitCode).toBe(0)
    const created = await runTool('ours', 'kafka-topics', [...server('PLAINTEXT'), '--create', '--topic', topic])
    expect(created.exitCode).toBe(0)
  })
  afterAll(async () => {
    provider.stop()
    await servers.dispose()
    removeFolder(folder)
  })

  test.each<[string, ListenerName, Settings]>([
    ['a PKCS12 trust store', 'SSL', trust],
    ['a JKS trust store', 'SSL', store('truststore', 'trust.jks', 'JKS')],
    ['a JKS trust store without its password', 'SSL', { 'ssl.truststore.location': file('trust.jks') }],
    ['a PEM file', 'SSL', pemStore('truststore', 'authority.pem')],
    [
      'PEM in the settings',
      'SSL',
      { 'ssl.truststore.type': 'PEM', 'ssl.truststore.certificates': inline('authority.pem') },
    ],
    ['another host, which nobody looks at', 'ELSEWHERE', { ...trust, 'ssl.endpoint.identification.algorithm': '' }],
    ['TLS 1.2', 'SSL', { ...trust, 'ssl.enabled.protocols': 'TLSv1.2' }],
    ['a cipher suite', 'SSL', { ...trust, 'ssl.cipher.suites': 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384' }],
    ['a certificate from PKCS12', 'MUTUAL', { ...trust, ...store('keystore', 'client.p12', 'PKCS12') }],
    ['a certificate from JKS', 'MUTUAL', { ...trust, ...store('keystore', 'client.jks', 'JKS') }],
    ['a certificate from PEM', 'MUTUAL', { ...trust, ...pemStore('keystore', 'client.pem') }],
    [
      'a certificate with a locked key',
      'MUTUAL',
      { ...trust, ...pemStore('keystore', 'client-locked.pem'), 'ssl.key.password': 'changeit' },
    ],
  ])('SSL: %s', (_what, listener, settings) => expectWelcome(listener, 'SSL', settings))

  test.each<[string, Settings]>([
    ['PLAIN', sasl('PLAIN', alice)],
    ['PLAIN with a password that needs quotes', sasl('PLAIN', `username='bob' password="b,=;b"`)],
    ['SCRAM-SHA-256', sasl('SCRAM-SHA-256', alice)],
    ['SCRAM-SHA-512', sasl('SCRAM-SHA-512', alice)],
    ['OAUTHBEARER with a token of its own', sasl('OAUTHBEARER', 'unsecuredLoginStringClaim_sub="alice"')],
  ])('SASL_PLAINTEXT: %s', (_what, settings) => expectWelcome('SASL_PLAINTEXT', 'SASL_PLAINTEXT', settings))

  test('SASL_SSL', () => expectWelcome('SASL_SSL', 'SASL_SSL', { ...trust, ...sasl('SCRAM-SHA-512', alice) }))

  test('the login of the JAAS file in KAFKA_OPTS', () => {
    const jaas = path.join(folder, 'jaas.conf')
    writeFileSync(jaas, `KafkaClient { ${loginModules.PLAIN} required ${alice}; };\n`)
    const env = { KAFKA_OPTS: `-Djava.security.auth.login.config=${jaas}` }
    return expectWelcome('SASL_PLAINTEXT', 'SASL_PLAINTEXT', { 'sasl.mechanism': 'PLAIN' }, env)
  })

  test('a delegation token', async () => {
    const settings = configFile('SASL_PLAINTEXT', sasl('PLAIN', alice))
    const life = ['--create', '--max-life-time-period', '-1']
    const args = [...server('SASL_PLAINTEXT'), '--command-config', settings, ...life]
    const { stdout } = await runTool('real', 'kafka-delegation-tokens', args)
    const [, id, hmac] = /^(\S{22})\s+(\S+==)\s/m.exec(stdout) ?? []
    const login = sasl('SCRAM-SHA-256', `username="${id}" password="${hmac}" tokenauth="true"`)
    await expectWelcome('SASL_PLAINTEXT', 'SASL_PLAINTEXT', login)
  })

  test.each(['http', 'https'] as const)('a token by %s', (scheme) => {
    const tls = `ssl.truststore.type="PEM" ssl.truststore.location="${file('authority.pem')}"`
    const login = sasl('OAUTHBEARER', `clientId="alice" clientSecret="alice-secret" scope="topics" ${tls}`)
    return expectWelcome('TOKENS', 'SASL_PLAINTEXT', { ...login, ...endpoint(provider.url(scheme)) })
  })

  test('a token in a file', () => {
    const token = path.join(folder, 'token.jwt')
    writeFileSync(token, `${provider.token('alice')}\n`)
    return expectWelcome('TOKENS', 'SASL_PLAINTEXT', { ...sasl('OAUTHBEARER', ''), ...endpoint(`file://${token}`) })
  })

  test('producer and consumer in a group', async () => {
    const settings = configFile('SASL_SSL', { ...trust, ...sasl('SCRAM-SHA-256', alice) })
    const to = [...server('SASL_SSL'), '--topic', topic]
    const produced = await runTool('ours', 'kafka-console-producer', [...to, '--producer.config', settings], 'a\nb\n')
    expect(produced).toEqual({ stdout: '', stderr: '', exitCode: 0 })
    const group = ['--group', 'shop', '--from-beginning', '--max-messages', '2']
    const consumed = await runTool('ours', 'kafka-console-consumer', [...to, '--consumer.config', settings, ...group])
    expect(consumed).toEqual({ stdout: 'a\nb', stderr: 'Processed a total of 2 messages', exitCode: 0 })
  })

  test('who is believed for two seconds proves it again and again', async () => {
    const apis: string[] = []
    const properties = { 'security.protocol': 'SASL_PLAINTEXT', ...sasl('PLAIN', alice) }
    const cluster = await openCluster(`localhost:${ports.get('BRIEF')}`, properties, undefined, {
      asked: ({ api, error }) => apis.push(error === undefined ? api : String(error)),
    })
    const count = (name: string) => apis.filter((api) => api === name).length
    while (count('SaslAuthenticate') < 3) {
      await cluster.refreshMetadata([topic], { deadline: cluster.deadline(), call: 'metadata' })
      await pause(50)
    }
    cluster.close()
    expect(new Set(apis)).toEqual(new Set(['ApiVersions', 'SaslHandshake', 'SaslAuthenticate', 'Metadata']))
    expect(count('ApiVersions'), 'one connection').toBe(1)
    expect(count('SaslAuthenticate')).toBe(count('SaslHandshake'))
  })

  test.each<[string, ListenerName, string, Settings, string, string?]>([
    [
      'a wrong password',
      'SASL_PLAINTEXT',
      'SASL_PLAINTEXT',
      sasl('PLAIN', 'username="alice" password="x"'),
      'Authentication failed: Invalid username or password',
    ],
    [
      'a wrong SCRAM password',
      'SASL_PLAINTEXT',
      'SASL_PLAINTEXT',
      sasl('SCRAM-SHA-256', 'username="alice" password="x"'),
      'Authentication failed during authentication due to invalid credentials with SASL mechanism SCRAM-SHA-256',
    ],
    [
      'an expired token',
      'SASL_PLAINTEXT',
      'SASL_PLAINTEXT',
      sasl('OAUTHBEARER', 'unsecuredLoginStringClaim_sub="a" unsecuredLoginLifetimeSeconds="-60"'),
      '{"status":"invalid_token"}',
    ],
    [
      'a mechanism that is off',
      'BRIEF',
      'SASL_PLAINTEXT',
      sasl('SCRAM-SHA-256', alice),
      "Client SASL mechanism 'SCRAM-SHA-256' not enabled in the server, enabled mechanisms are [PLAIN]",
    ],
    [
      'SASL on a listener without',
      'PLAINTEXT',
      'SASL_PLAINTEXT',
      sasl('PLAIN', alice),
      'Unexpected handshake request with client mechanism PLAIN, enabled mechanisms are []',
    ],
    ['a broker that nobody trusts', 'SSL', 'SSL', {}, 'SSL handshake failed', 'PKIX path building failed'],
    [
      'a broker of another name',
      'ELSEWHERE',
      'SSL',
      trust,
      'SSL handshake failed',
      'No subject alternative DNS name matching localhost found.',
    ],
    ['no certificate', 'MUTUAL', 'SSL', trust, 'Failed to process post-handshake messages', 'Received fatal alert: '],
    [
      'a certificate of a stranger',
      'MUTUAL',
      'SSL',
      { ...trust, ...pemStore('keystore', 'foreign.pem') },
      'Failed to process post-handshake messages',
      'Received fatal alert: ',
    ],
  ])('%s is refused at once', async (_what, listener, protocol, settings, message, cause = '') => {
    const { stdout, stderr, exitCode } = await list(listener, protocol, settings)
    expect({ stdout, exitCode }).toEqual({ stdout: `Error while executing topic command : ${message}`, exitCode: 1 })
    const node = `Connection to node -1 (localhost/127.0.0.1:${ports.get(listener)})`
    expect(stderr).toContain(
      `ERROR [AdminClient clientId=adminclient-1] ${node} failed authentication due to: ${message}`,
    )
    expect(stderr).toContain(
      'WARN [AdminClient clientId=adminclient-1] Metadata update failed due to authentication error',
    )
    expect(stderr).toContain(cause)
  })

  test('a client with a wrong secret gets no token', async () => {
    const login = sasl('OAUTHBEARER', 'clientId="alice" clientSecret="wrong"')
    const { stderr, exitCode } = await list('TOKENS', 'SASL_PLAINTEXT', { ...login, ...endpoint(provider.url('http')) })
    expect(exitCode).toBe(1)
    expect(stderr).toContain(
      'The response code 401 and error response {invalid_client - who are you?} was encountered reading the token endpoint response; will not attempt further retries',
    )
  })

  test.each<[string, ListenerName, string, Settings, string]>([
    ['SSL on a plain port', 'PLAINTEXT', 'SSL', trust, 'terminated during authentication'],
    ['plain on a SSL port', 'SSL', 'PLAINTEXT', {}, ''],
    ['plain on a SASL port', 'SASL_PLAINTEXT', 'PLAINTEXT', {}, ''],
    [
      'SASL without TLS on a port with',
      'SASL_SSL',
      'SASL_PLAINTEXT',
      sasl('PLAIN', alice),
      'terminated during authentication',
    ],
  ])('%s ends with its time', async (_what, listener, protocol, settings, warning) => {
    const short = { 'default.api.timeout.ms': '1500', 'request.timeout.ms': '1000' }
    const { stdout, stderr, exitCode } = await list(listener, protocol, { ...settings, ...short })
    const message = 'Timed out waiting for a node assignment. Call: listTopics'
    expect({ stdout, exitCode }).toEqual({ stdout: `Error while executing topic command : ${message}`, exitCode: 1 })
    expect(stderr).toContain(warning)
  })
})
