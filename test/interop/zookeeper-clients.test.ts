import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { realKafka } from '../kit/real-kafka.ts'
import { certificates, serverTls } from '../kit/server-tls.ts'
import { type Maker, removeFolder } from '../kit/servers.ts'
import { Toolchain } from '../kit/toolchain.ts'
import { ZooKeeperEnsemble } from '../kit/zookeeper-ensemble.ts'
import { superDigest } from '../zookeeper/ensemble/reconfigurable.ts'
import { runProgram } from './zookeeper-clients/program.ts'

/**
 * Others' ZooKeeper clients on our servers: each is a program in its own language that goes through the client's features
 * and recipes, has servers killed in the middle, and prints `ok`. One that can't be had here is skipped by name.
 */
const programs = path.join(import.meta.dirname, 'zookeeper-clients')
const tools = new Toolchain()
afterAll(() => removeFolder(tools.folder))

interface ForeignClient {
  name: string
  /** Installs what the client needs, outside the project; false when it can't be had. */
  prepare(): boolean
  command(connectString: string, place: Place): string[]
}

interface Place {
  readonly makers: readonly Maker[]
  /** Sessions begin at their server alone, and end with it if they made nothing: not for clients that count on theirs. */
  readonly localSessions?: boolean
}

const jaasFile = path.join(tools.folder, 'jaas.conf')
const provider = 'org.apache.zookeeper.server.auth'
const users = 'user_bob="bobsecret" user_eve="evesecret"'
writeFileSync(jaasFile, `Server { ${provider}.DigestLoginModule required ${users}; };`)

const settings = {
  extendedTypesEnabled: 'true',
  reconfigEnabled: 'true',
  'DigestAuthenticationProvider.superDigest': superDigest,
  'authProvider.1': `${provider}.SASLAuthenticationProvider`,
  'authProvider.x509': `${provider}.X509AuthenticationProvider`,
  // TLS and plain clients on one port.
  'client.portUnification': 'true',
  ...serverTls,
  'ssl.clientAuth': 'want',
}

const env = { KAFKA_OPTS: `-Djava.security.auth.login.config=${jaasFile} -Dreadonlymode.enabled=true` }

const curator = path.join(programs, 'curator')

const clients: ForeignClient[] = [
  {
    name: 'kazoo',
    prepare: () => tools.hasPythonPackage('kazoo==2.11.0') && tools.hasPythonPackage('pure-sasl==0.6.2'),
    command: (connectString, { makers, localSessions = false }) => {
      // Apache's read-only servers take no others.
      const left = localSessions || !makers.includes('real') ? [] : ['-read_only_client']
      return [tools.python, path.join(programs, 'kazoo/main.py'), connectString, ...left]
    },
  },
  {
    name: 'node-zookeeper-client',
    prepare: () => tools.hasNodePackage('node-zookeeper-client@1.1.3'),
    command: (connectString) => {
      const program = path.join(programs, 'node-zookeeper-client/main.mjs')
      return [process.execPath, program, tools.folder, connectString]
    },
  },
  {
    name: 'Curator',
    prepare: () => tools.compilesMavenProject(curator),
    command: (connectString) => [...tools.javaOfProject(curator, 'Main'), connectString, certificates],
  },
]

const usual: readonly Place[] = [{ makers: ['ours', 'ours', 'ours'] }]
const long: readonly Place[] = [
  ...usual,
  { makers: ['ours'] },
  { makers: ['ours', 'ours', 'ours'], localSessions: true },
  { makers: ['real'] },
  { makers: ['real', 'ours', 'ours'] },
  { makers: ['real', 'real', 'real'], localSessions: true },
]
const places = (process.env.KAFKABOX_LONG ? long : usual)
  .filter(({ makers }) => realKafka !== undefined || !makers.includes('real'))
  .map((place) => ({ ...place, name: `${place.makers.join(', ')}${place.localSessions ? ', local sessions' : ''}` }))

for (const place of places) {
  describe(`on ${place.name}`, () => {
    let ensemble: ZooKeeperEnsemble
    beforeAll(async () => {
      const local = place.localSessions ? { localSessionsEnabled: 'true', localSessionsUpgradingEnabled: 'true' } : {}
      ensemble = await ZooKeeperEnsemble.start(place.makers, { ...settings, ...local }, env)
    })
    afterEach(() => ensemble.revive())
    afterAll(() => ensemble?.dispose())

    for (const client of place.localSessions ? clients.slice(0, 1) : clients) {
      test(client.name, { timeout: 400_000 }, async ({ skip }) => {
        if (!client.prepare()) skip(`${client.name} can't be had here`)
        const { output, exitCode } = await runProgram(client.command(ensemble.connectString, place), ensemble)
        expect(exitCode, output).toBe(0)
        expect(output).toMatch(/ok$/)
      })
    }
  })
}
