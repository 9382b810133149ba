import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { realKafka } from '../kit/real-kafka.ts'
import { type Maker, removeFolder } from '../kit/servers.ts'
import { Toolchain } from '../kit/toolchain.ts'
import { ZooKeeperEnsemble } from '../kit/zookeeper-ensemble.ts'
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
  command(connectString: string): string[]
}

const jaasFile = path.join(tools.folder, 'jaas.conf')
const provider = 'org.apache.zookeeper.server.auth'
const users = 'user_bob="bobsecret" user_eve="evesecret"'
writeFileSync(jaasFile, `Server { ${provider}.DigestLoginModule required ${users}; };`)

const settings = {
  extendedTypesEnabled: 'true',
  'authProvider.1': `${provider}.SASLAuthenticationProvider`,
}

const curator = path.join(programs, 'curator')

const clients: ForeignClient[] = [
  {
    name: 'kazoo',
    prepare: () => tools.hasPythonPackage('kazoo==2.11.0') && tools.hasPythonPackage('pure-sasl==0.6.2'),
    command: (connectString) => [tools.python, path.join(programs, 'kazoo/main.py'), connectString],
  },
  {
    name: 'node-zookeeper-client',
    prepare: () => tools.hasNodePackage('node-zookeeper-client@1.1.3'),
    command: (...args) => [
      process.execPath,
      path.join(programs, 'node-zookeeper-client/main.mjs'),
      tools.folder,
      ...args,
    ],
  },
  {
    name: 'Curator',
    prepare: () => tools.compilesMavenProject(curator),
    command: (connectString) => [...tools.javaOfProject(curator, 'Main'), connectString],
  },
]

const usually: (readonly Maker[])[] = [['ours', 'ours', 'ours']]
const others: (readonly Maker[])[] = [['ours'], ['real'], ['real', 'ours', 'ours'], ['real', 'real', 'real']]
const possible = others.filter((makers) => realKafka !== undefined || !makers.includes('real'))
const places = process.env.KAFKABOX_LONG ? [...usually, ...possible] : usually

describe.each(places.map((makers) => [makers.join(', '), makers] as const))('on %s', (_, makers) => {
  let ensemble: ZooKeeperEnsemble
  beforeAll(async () => {
    ensemble = await ZooKeeperEnsemble.start(makers, settings, {
      KAFKA_OPTS: `-Djava.security.auth.login.config=${jaasFile}`,
    })
  })
  afterEach(() => ensemble.revive())
  afterAll(() => ensemble?.dispose())

  for (const client of clients) {
    test(client.name, { timeout: 400_000 }, async ({ skip }) => {
      if (!client.prepare()) skip(`${client.name} can't be had here`)
      const { output, exitCode } = await runProgram(client.command(ensemble.connectString), ensemble)
      expect(exitCode, output).toBe(0)
      expect(output).toMatch(/ok$/)
    })
  }
})
