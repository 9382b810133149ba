import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { tcpTransport } from '../../../src/net/tcp.ts'
import { readTlsSettings } from '../../../src/net/tls/tls-settings.ts'
import { tlsTransport } from '../../../src/net/tls/tls-transport.ts'
import type { Transport } from '../../../src/net/transport.ts'
import { opCode } from '../../../src/wire/jute/op-codes.ts'
import { SaslRequest } from '../../../src/wire/jute/requests.ts'
import { SaslResponse } from '../../../src/wire/jute/responses.ts'
import { digestMd5Answer } from '../../../src/wire/sasl/digest-md5.ts'
import { encodeJute, readJute } from '../../../src/wire/schema/index.ts'
import { realKafka } from '../../kit/real-kafka.ts'
import { certificates, serverTls } from '../../kit/server-tls.ts'
import { freePort, type Maker, removeFolder, type Server, startZooKeeperServer } from '../../kit/servers.ts'
import { asker } from './asker.ts'
import { ZooKeeperDialogue } from './dialogue.ts'

const provider = 'org.apache.zookeeper.server.auth.'
const subject = 'CN=client,OU=shell,O=kafkabox\\, tests,C=DE'

const settings = {
  ...serverTls,
  'ssl.clientAuth': 'want',
  'client.portUnification': 'true',
  'authProvider.1': `${provider}SASLAuthenticationProvider`,
  'authProvider.2': `${provider}EnsembleAuthenticationProvider`,
  ensembleAuthName: 'red,blue',
  'DigestAuthenticationProvider.digestAlg': 'SHA-256',
}

const jaas = `Server { ${provider}DigestLoginModule required user_bob="bobsecret" user_jürgen="geheim ß" user_root="r"; };`

const clientTls = (certificate: string | undefined): Transport =>
  tlsTransport(
    readTlsSettings({
      properties: new Map([
        ['ssl.trustStore.location', 'authority.pem'],
        ...(certificate === undefined
          ? []
          : [['ssl.keyStore.location', certificate] as const, ['ssl.keyStore.password', 'changeit'] as const]),
      ]),
      prefix: 'ssl.',
      readFile: (name) => readFileSync(path.join(certificates, name)),
    }),
  )

interface Side {
  readonly server: Server
  readonly securePort: number
}

const folder = mkdtempSync(path.join(tmpdir(), 'kafkabox-'))
const jaasFile = path.join(folder, 'jaas.conf')
const sides: Side[] = []
const open: ZooKeeperDialogue[] = []

async function start(maker: Maker, more: Record<string, string> = {}): Promise<Side> {
  const securePort = await freePort()
  const env = { KAFKA_OPTS: `-Djava.security.auth.login.config=${jaasFile} -Dzookeeper.superUser=root` }
  const all = { ...settings, secureClientPort: String(securePort), ...more }
  const side = { server: await startZooKeeperServer(maker, all, env), securePort }
  sides.push(side)
  return side
}

function dialogue(port: number, transport: Transport = tcpTransport): ZooKeeperDialogue {
  const made = new ZooKeeperDialogue(port, transport)
  open.push(made)
  return made
}

/** Logs in; gives the error code and whether the server proved that it knows the password. */
async function login(server: ZooKeeperDialogue, name: string, username: string, password: string): Promise<void> {
  const client = await server.client(name)
  const send = async (token: Buffer) => {
    const { header, body } = await client.send(opCode.sasl, encodeJute(SaslRequest, { token }))
    return { err: header.err, token: header.err === 0 ? readJute(SaslResponse, body).token : null }
  }
  const challenge = await send(Buffer.alloc(0))
  const shape = challenge.token?.toString().replace(/nonce="[^"]+"/, 'nonce="…"')
  server.said.push(`${name} is challenged: ${shape}`)
  const { response, checksOut } = digestMd5Answer(challenge.token ?? Buffer.alloc(0), {
    username,
    password,
    service: 'zookeeper',
    host: 'zk-sasl-md5',
    cnonce: 'cnonce',
    authorizationId: username,
  })
  const { err, token } = await send(response)
  server.said.push(`${name} logs in: ${err} ${token === null ? 'no token' : checksOut(token)}`)
}

const acl = (scheme: string, id: string) => [{ perms: 31, id: { scheme, id } }]

const plainScenes: Record<string, (server: ZooKeeperDialogue) => Promise<void>> = {
  'who logs in is known by it': async (server) => {
    const a = asker(server)
    await a.create('/bobs', 'x', 0, acl('sasl', 'bob'))
    await a.get('/bobs')
    await login(server, 'a', 'bob', 'bobsecret')
    await a.whoAmI()
    await a.get('/bobs')
    await a.create('/own', 'x', 0, acl('auth', ''))
    await a.getAcl('/own')
  },
  'names and passwords beyond ASCII': async (server) => {
    await login(server, 'j', 'jürgen', 'geheim ß')
    await asker(server, 'j').whoAmI()
  },
  'the super user may do everything': async (server) => {
    await login(server, 'r', 'root', 'r')
    await asker(server, 'r').whoAmI()
    await asker(server, 'r').get('/bobs')
  },
  'a wrong password ends the connection': async (server) => {
    await login(server, 'w', 'bob', 'wrong')
    await server.isClosed('w')
  },
  'someone unknown': async (server) => {
    await login(server, 'u', 'nobody', 'x')
    await server.isClosed('u')
  },
  'a second login on one connection': async (server) => {
    await login(server, 's', 'bob', 'bobsecret')
    await server.ask('s', opCode.sasl, SaslRequest, { token: Buffer.from('again') }, SaslResponse)
    await server.isClosed('s')
  },
  'names in access lists by their schemes': async (server) => {
    const a = asker(server)
    for (const [index, [scheme = '', id = '']] of [
      ['sasl', 'a@b'],
      ['sasl', 'a@b@c'],
      ['sasl', ''],
      ['x509', subject],
      ['x509', 'nobody'],
      ['x509', 'CN=a+OU=b; O="x,y"'],
      ['x509', 'XY=a'],
      ['x509', '1.2.3=a'],
      ['ensemble', 'red'],
      ['super', ''],
    ].entries()) {
      await a.create(`/name-${index}`, '', 0, acl(scheme, id))
    }
  },
  'auth packets of every scheme': async (server) => {
    for (const [scheme, auth] of [
      ['digest', 'bob:x'],
      ['digest', 'alone'],
      ['ip', null],
      ['ensemble', 'red'],
      ['ensemble', null],
      ['sasl', 'x'],
    ] as const) {
      await server.auth(`${scheme} ${auth}`, scheme, auth)
      await asker(server, `${scheme} ${auth}`).whoAmI()
    }
    await server.auth('wrong ensemble', 'ensemble', 'green')
    await server.isClosed('wrong ensemble')
  },
}

describe.skipIf(realKafka === undefined)('security, asked the same, as the real server:', () => {
  beforeAll(async () => {
    writeFileSync(jaasFile, jaas)
    await start('ours')
    await start('real')
  })
  afterAll(async () => {
    for (const each of open) each.close()
    for (const { server } of sides) {
      await server.stop('SIGKILL')
      removeFolder(server.folder)
    }
    removeFolder(folder)
  })

  test('whoever proves nothing that is demanded is turned away', async () => {
    const demanding = { 'enforce.auth.enabled': 'true', 'enforce.auth.schemes': 'sasl, digest' }
    const pair = [await start('ours', demanding), await start('real', demanding)]
    await compare(async ({ server }) => {
      const said = dialogue(server.port)
      await asker(said).get('/')
      await said.isClosed('a')
      await said.auth('b', 'ip', null)
      await asker(said, 'b').create('/b')
      await said.isClosed('b')
      await said.auth('c', 'digest', 'c:c')
      await asker(said, 'c').create('/c')
      await login(said, 'd', 'bob', 'wrong')
      await said.isClosed('d')
      await login(said, 'e', 'bob', 'bobsecret')
      await asker(said, 'e').create('/e')
      return said.said
    }, pair)
  })

  test('failed logins may stay where that is allowed', async () => {
    const lenient = { allowSaslFailedClients: 'true' }
    const pair = [await start('ours', lenient), await start('real', lenient)]
    await compare(async ({ server }) => {
      const said = dialogue(server.port)
      await login(said, 'a', 'bob', 'wrong')
      await asker(said).whoAmI()
      return said.said
    }, pair)
  })

  /** The same dialogues with both. */
  async function compare(scene: (side: Side) => Promise<string[]>, pair = sides.slice(0, 2)): Promise<string[]> {
    const said = []
    for (const side of pair) said.push(await scene(side))
    expect(said[0]).toEqual(said[1])
    return said[0] ?? []
  }

  test.each(Object.entries(plainScenes))('%s', async (_, scene) => {
    await compare(async ({ server }) => {
      const said = dialogue(server.port)
      await scene(said)
      return said.said
    })
  })

  test.each([
    ['with a certificate, on the port for it', 'client.p12', true],
    ['without one', undefined, true],
    ['with a certificate, on the port for both', 'client.p12', false],
  ])('TLS %s', async (_, certificate, isSecure) => {
    const said = await compare(async ({ server, securePort }) => {
      const said = dialogue(isSecure ? securePort : server.port, clientTls(certificate))
      const a = asker(said)
      await a.whoAmI()
      await a.create(`/certified-${certificate}-${isSecure}`, 'x', 0, acl('auth', ''))
      await a.getAcl(`/certified-${certificate}-${isSecure}`)
      await a.create(`/mine-${certificate}-${isSecure}`, 'x', 0, acl('x509', subject))
      await a.get(`/mine-${certificate}-${isSecure}`)
      return said.said
    })
    expect(said[1]?.includes('x509')).toBe(certificate !== undefined)
  })
})
