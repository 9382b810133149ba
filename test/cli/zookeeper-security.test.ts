import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { root } from '../kit/bundle.ts'
import { realKafka } from '../kit/real-kafka.ts'
import { certificates, serverTls } from '../kit/server-tls.ts'
import { freePort, removeFolder, type Server, startZooKeeperServer } from '../kit/servers.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'kafkabox-'))
afterAll(() => removeFolder(folder))

function file(name: string, lines: readonly string[]): string {
  const full = path.join(folder, name)
  writeFileSync(full, `${lines.join('\n')}\n`)
  return full
}

const netty = 'zookeeper.clientCnxnSocket=org.apache.zookeeper.ClientCnxnSocketNetty'
const kafkaTls = (keyStore: string) =>
  file(`kafka-${keyStore}.properties`, [
    'zookeeper.ssl.client.enable=true',
    netty,
    `zookeeper.ssl.keystore.location=${certificates}/${keyStore}`,
    'zookeeper.ssl.keystore.password=changeit',
    `zookeeper.ssl.truststore.location=${certificates}/trust.jks`,
    'zookeeper.ssl.truststore.password=changeit',
  ])
const ownTls = file('own.properties', [
  'zookeeper.client.secure=true',
  netty,
  `zookeeper.ssl.keyStore.location=${certificates}/client-locked.pem`,
  'zookeeper.ssl.keyStore.password=changeit',
  `zookeeper.ssl.trustStore.location=${certificates}/authority.pem`,
])

const digest = 'org.apache.zookeeper.server.auth.DigestLoginModule required'
/** The options of a JVM with this JAAS file. */
const jaas = (name: string, section: string, options: string) =>
  `-Djava.security.auth.login.config=${file(name, [`${section} {`, `  ${digest} ${options};`, '};'])}`
const asBob = { KAFKA_OPTS: jaas('bob.conf', 'Client', 'username="bob" password="secret"') }
const asFalseBob = { KAFKA_OPTS: jaas('false.conf', 'Client', 'username="bob" password="guessed"') }
const asNobody = { KAFKA_OPTS: jaas('nobody.conf', 'KafkaServer', 'username="bob" password="secret"') }

describe.each(['ours', 'real'] as const)(
  'at the ZooKeeper that is %s (the real one is skipped where it is not)',
  (maker) => {
    const skip = maker === 'real' && !realKafka
    let server: Server
    let secure: string
    let plain: string
    beforeAll(async () => {
      if (skip) return
      const securePort = await freePort()
      server = await startZooKeeperServer(
        maker,
        {
          secureClientPort: String(securePort),
          ...serverTls,
          'authProvider.1': 'org.apache.zookeeper.server.auth.SASLAuthenticationProvider',
        },
        { KAFKA_OPTS: jaas('server.conf', 'Server', 'user_bob="secret"') },
      )
      secure = `localhost:${securePort}`
      plain = `localhost:${server.port}`
    })
    afterAll(async () => {
      if (skip) return
      await server.stop()
      removeFolder(server.folder)
    })

    const run = (tool: string, args: readonly string[], { env = {}, input = '' } = {}) =>
      execa(path.join(root, 'bin', tool), args, { reject: false, env, input })
    const shell = (...args: Parameters<typeof run> extends [string, ...infer Rest] ? Rest : never) =>
      run('zookeeper-shell', ...args)

    test.skipIf(skip).each(['client.p12', 'client-old.p12', 'client.jks', 'client.pem'])(
      'the shell speaks TLS with %s and is known by its certificate',
      async (keyStore) => {
        const { stdout, exitCode } = await shell([secure, '-zk-tls-config-file', kafkaTls(keyStore), 'whoami'])
        expect(stdout.split('\n')).toContain('x509: CN=client,OU=shell,O=kafkabox\\, tests,C=DE')
        expect(exitCode).toBe(0)
      },
    )

    test.skipIf(skip)('zkCli.sh does so with ZooKeeper’s names for the same', async () => {
      const { stdout, exitCode } = await run('zkCli.sh', [
        '-server',
        secure,
        '-client-configuration',
        ownTls,
        'ls',
        '/',
      ])
      expect(stdout).toContain('[zookeeper]')
      expect(exitCode).toBe(0)
    })

    test.skipIf(skip)('kafka-configs reaches ZooKeeper by TLS', async () => {
      const args = ['--zk-tls-config-file', kafkaTls('client.p12'), '--describe', '--entity-type', 'users']
      const { stderr, exitCode } = await run('kafka-configs', ['--zookeeper', secure, ...args])
      expect(stderr).toBe('')
      expect(exitCode).toBe(0)
    })

    test.skipIf(skip)('kafka-acls does, and keeps its entries for itself', async () => {
      const connect = ['--authorizer-properties', `zookeeper.connect=${secure}/acls`]
      const args = [...connect, '--authorizer-properties', 'zookeeper.set.acl=true', '--add', '--topic', 't']
      const tls = ['--zk-tls-config-file', kafkaTls('client.p12')]
      const { exitCode } = await run('kafka-acls', [...args, ...tls, '--allow-principal', 'User:alice'])
      expect(exitCode).toBe(0)
      const { stdout } = await shell([plain, 'getAcl', '/acls/kafka-acl/Topic/t'])
      expect(stdout).toMatch(/'x509,'CN=client,.*\n: cdrwa\n'world,'anyone\n: r$/)
    })

    test.skipIf(skip)('strangers are not let in', async () => {
      const args = ['-zk-tls-config-file', kafkaTls('foreign.pem')]
      const { stdout, stderr, exitCode } = await shell([secure, ...args, 'ls', '/'])
      expect(stdout).not.toContain('SyncConnected')
      expect(stderr).toContain('KeeperErrorCode = ConnectionLoss for /')
      expect(exitCode).toBe(1)
    })

    test.skipIf(skip)('a name and a password prove who one is', async () => {
      const input = 'whoami\ncreate /bob x sasl:bob:cdrwa\nget /bob\nquit\n'
      const { stdout } = await shell([plain], { env: asBob, input })
      expect(stdout).toContain('WatchedEvent state:SaslAuthenticated type:None path:null')
      expect(stdout).toContain('sasl: bob')
      expect(stdout).toMatch(/^x$/m)
      const { stderr } = await shell([plain, 'get', '/bob'])
      expect(stderr).toContain('Insufficient permission : /bob')
    })

    test.skipIf(skip)('a wrong password is the end of the session', async () => {
      const { stdout, stderr } = await shell([plain], { env: asFalseBob, input: 'ls /\nls /\nquit\n' })
      expect(stdout).toContain('WatchedEvent state:AuthFailed type:None path:null')
      expect(stdout).toContain('Not connected')
      expect(stderr).toContain("SASL authentication failed using login context 'Client'.")
      expect(stderr).not.toContain('guessed')
    })

    test.skipIf(skip)('a JAAS file without a section for it is said, and harms nothing', async () => {
      const { stdout, stderr, exitCode } = await shell([plain, 'ls', '/zookeeper'], { env: asNobody })
      expect(stdout).toMatch(/state:AuthFailed [\s\S]*state:SyncConnected [\s\S]*\n\[config, quota\]$/)
      expect(stderr).toContain("No JAAS configuration section named 'Client' was found")
      expect(exitCode).toBe(0)
    })

    const migrate = (args: readonly string[], env = {}) => run('zookeeper-security-migration', args, { env })
    /** As the shell prints it to bob: a line for whom, a line for what. */
    const accessOf = async (znode: string) => {
      const { stdout } = await shell([plain, 'getAcl', znode], { env: asBob })
      return stdout.split('\n').filter((line) => /^[':]/.test(line))
    }

    test.skipIf(skip)(
      'zookeeper-security-migration keeps others from Kafka’s znodes, and lets them in again',
      async () => {
        await shell([plain], {
          input: 'create /migrated\ncreate /migrated/config\ncreate /migrated/config/users\nquit\n',
        })
        const connect = ['--zookeeper.connect', `${plain}/migrated`, '--zookeeper.session.timeout', '20000']
        const checked = await migrate([...connect, '--zookeeper.acl', 'secure', '--enable.path.check'], asBob)
        expect(checked.stdout).toMatch(/do not exist in ZooKeeper: \/admin,\/brokers,.*\nThat .*\nExit the command\.$/)
        expect(checked.exitCode).toBe(1)
        const secured = await migrate([...connect, '--zookeeper.acl', 'secure', '--json'], asBob)
        expect(secured.stdout).toContain('{"kind":"znode-access","path":"/config/users","secured":true}')
        expect(secured.exitCode).toBe(0)
        expect(await accessOf('/migrated/config/users')).toEqual(["'sasl,'bob", ': cdrwa'])
        expect(await accessOf('/migrated/brokers')).toEqual(["'sasl,'bob", ': cdrwa', "'world,'anyone", ': r'])
        const patience = ['--zookeeper.connection.timeout', '20000']
        const opened = await migrate([...connect, ...patience, '--zookeeper.acl', 'unsecure'], asBob)
        expect(opened).toMatchObject({ stderr: '', exitCode: 0 })
        expect(await accessOf('/migrated/config/users')).toEqual(["'world,'anyone", ': cdrwa'])
        await shell([plain, 'create', '/migrated/controller'])
        const complete = await migrate([...connect, '--zookeeper.acl', 'unsecure', '--enable.path.check'], asBob)
        expect(complete).toMatchObject({ stdout: '', stderr: '', exitCode: 0 })
      },
    )

    test.skipIf(skip)('a certificate will do for it, and nobody it does not serve', async () => {
      await shell([plain], { input: 'create /certified\nquit\n' })
      const args = ['--zookeeper.connect', `${secure}/certified`, '--zookeeper.acl', 'secure']
      expect(await migrate([...args, '--zk-tls-config-file', kafkaTls('client.p12')])).toMatchObject({ exitCode: 0 })
      const certificate = "'x509,'CN=client,OU=shell,O=kafkabox\\, tests,C=DE"
      expect(await accessOf('/certified/brokers')).toEqual([certificate, ': cdrwa', "'world,'anyone", ': r'])
      const refused = await migrate(['--zookeeper.connect', `${plain}/certified`, '--zookeeper.acl', 'unsecure'], asBob)
      expect(refused.stdout).toContain('Unexpected return code: -102')
      expect(refused.stderr).toContain('org.apache.zookeeper.KeeperException$NoAuthException: KeeperErrorCode = NoAuth')
      expect(refused.exitCode).toBe(1)
    })
  },
)

test('zookeeper-security-migration wants to be somebody, and to know what to do', async () => {
  const migrate = (args: readonly string[], env = {}) =>
    execa(path.join(root, 'bin/zookeeper-security-migration'), args, { reject: false, env })
  const nobody = await migrate(['--zookeeper.acl', 'secure'])
  expect(nobody.stderr).toMatch(
    /^ERROR: No JAAS configuration file has been specified .*\njava\.lang\.IllegalArgumentException: Incorrect configuration$/,
  )
  const other = await migrate(['--zookeeper.acl', 'secure'], asNobody)
  expect(other.stdout).toMatch(
    /^ERROR: Security isn't enabled, most likely the file isn't set properly: .*nobody\.conf$/,
  )
  const neither = await migrate(['--zookeeper.acl', 'perhaps'], asBob)
  expect(neither.stderr).toMatch(/^ZooKeeper Migration Tool Help\./)
  const unreachable = ['--zookeeper.connect', 'localhost:1', '--zookeeper.connection.timeout', '100']
  const alone = await migrate(['--zookeeper.acl', 'secure', ...unreachable], asBob)
  expect(alone.stderr).toContain(
    'kafka.zookeeper.ZooKeeperClientTimeoutException: Timed out waiting for connection while in state: CONNECTING',
  )
  for (const { exitCode } of [nobody, other, neither, alone]) expect(exitCode).toBe(1)
})

test('a store that can’t be read ends the shell with the reason', async () => {
  const broken = file('broken.properties', [
    'zookeeper.ssl.client.enable=true',
    netty,
    `zookeeper.ssl.keystore.location=${certificates}/client.p12`,
    'zookeeper.ssl.keystore.password=guessed',
  ])
  const args = ['localhost:1', '-zk-tls-config-file', broken, 'ls', '/']
  const { stderr, exitCode } = await execa(path.join(root, 'bin/zookeeper-shell'), args, { reject: false })
  expect(stderr).toContain(`SSLContextException: ${certificates}/client.p12: keystore password was incorrect`)
  expect(exitCode).toBe(1)
})
