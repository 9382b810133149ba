import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { execa } from 'execa'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { root } from '../kit/bundle.ts'
import { eventually, freePort } from '../kit/servers.ts'
import { ZooKeeperEnsemble } from '../kit/zookeeper-ensemble.ts'

let folder: string
let port: number

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'zk-server-'))
  port = await freePort()
  writeConfig(`dataDir=${folder}/data\nclientPort=${port}\nadmin.enableServer=false\n`)
})
afterEach(async () => {
  await zkServer('stop')
  jvmFlags = ''
  rmSync(folder, { recursive: true, force: true })
})

const writeConfig = (text: string, name = 'zoo.cfg') => writeFileSync(path.join(folder, name), text)

const stores = path.join(root, 'test/kit/certificates')
/** What the JVMs of servers and clients are told. */
let jvmFlags = ''

async function zkServer(...args: string[]) {
  const env = { ZOOCFGDIR: folder, ZOO_LOG_DIR: path.join(folder, 'logs'), SERVER_JVMFLAGS: jvmFlags }
  const options = { env, reject: false, cwd: folder }
  const { stdout, stderr, exitCode } = await execa(path.join(root, 'bin/zkServer.sh'), args, options)
  return { out: stdout.split('\n'), err: stderr.split('\n'), exitCode }
}

const header = (file = `${folder}/zoo.cfg`) => ['ZooKeeper JMX enabled by default', `Using config: ${file}`]
const pidFile = () => path.join(folder, 'data/zookeeper_server.pid')
const isUp = async () => (await zkServer('status')).exitCode === 0

describe('zkServer.sh', () => {
  test('starts a server once, asks it, starts it again, and ends it', async () => {
    expect(await zkServer('start')).toEqual({ out: ['Starting zookeeper ... STARTED'], err: header(), exitCode: 0 })
    const pid = readFileSync(pidFile(), 'utf8')
    await eventually('it answers', isUp)
    const found = `Client port found: ${port}. Client address: localhost. Client SSL: false.`
    expect(await zkServer('status')).toEqual({ out: [found, 'Mode: standalone'], err: header(), exitCode: 0 })
    expect(await zkServer('start')).toMatchObject({
      out: [`Starting zookeeper ... already running as process ${pid}.`],
      exitCode: 1,
    })
    const again = await zkServer('restart')
    expect(again.out).toEqual(['Stopping zookeeper ... STOPPED', 'Starting zookeeper ... STARTED'])
    expect(again.err).toEqual([...header(), ...header(), ...header()])
    expect(readFileSync(pidFile(), 'utf8')).not.toBe(pid)
    await eventually('it answers again', isUp)
    expect((await zkServer('stop')).out).toEqual(['Stopping zookeeper ... STOPPED'])
    expect(existsSync(pidFile())).toBe(false)
    expect(await zkServer('status')).toMatchObject({
      out: [found, 'Error contacting service. It is probably not running.'],
      exitCode: 1,
    })
    const none = `no zookeeper to stop (could not find file ${pidFile()})`
    expect(await zkServer('stop')).toMatchObject({ out: [`Stopping zookeeper ... ${none}`], exitCode: 0 })
  })

  test('a server that ends at once has not started', async () => {
    writeConfig('clientPort=x\ndataDir=data\n')
    expect(await zkServer('start')).toMatchObject({ out: ['Starting zookeeper ... FAILED TO START'], exitCode: 1 })
    expect(await zkServer('stop')).toMatchObject({
      out: ['Stopping zookeeper ... STOPPED'],
      err: [...header(), expect.stringMatching(/^zkServer.sh: kill: \(\d+\) - No such process$/)],
      exitCode: 0,
    })
  })

  test('the configuration is named by its place, or by its name in the folder', async () => {
    writeConfig(`dataDir=${folder}/data\nclientPort=1\n`, 'other.cfg')
    const one = 'Client port found: 1. Client address: localhost. Client SSL: false.'
    expect(await zkServer('status', 'other.cfg')).toMatchObject({
      out: [one, 'Error contacting service. It is probably not running.'],
      err: header(`${folder}/other.cfg`),
    })
    expect(await zkServer('status', './other.cfg')).toMatchObject({ err: header('./other.cfg') })
    expect((await zkServer('--config', '/nowhere', 'status')).err).toEqual(header('/nowhere/zoo.cfg'))
  })

  test.each([
    ['server.3=a:1:2;127.0.0.1:7', [], '127.0.0.1', '7'],
    ['server.3=a:1:2;8', [], 'localhost', '8'],
    [
      'dynamicConfigFile=zoo.cfg.dynamic',
      ['Client port not found in static config file. Looking in dynamic config file.'],
      'localhost',
      '9',
    ],
  ])('the client port of %s', async (line, said, host, clientPort) => {
    mkdirSync(path.join(folder, 'data'))
    writeFileSync(path.join(folder, 'data/myid'), '3\n')
    writeConfig('server.3=b:1:2:participant;9\n', 'zoo.cfg.dynamic')
    writeConfig(`dataDir=${folder}/data\n${line}\n`)
    const { out } = await zkServer('status')
    expect(out.slice(0, -1)).toEqual([
      ...said,
      `Client port found: ${clientPort}. Client address: ${host}. Client SSL: false.`,
    ])
  })

  test('no port anywhere is said as such', async () => {
    writeConfig(`dataDir=${folder}/data\n`)
    expect(await zkServer('status')).toMatchObject({
      out: [
        'myid could not be determined, will not able to locate clientPort in the server configs.',
        'Client port not found. Looking for secureClientPort in the static config.',
        'Unable to find either secure or unsecure client port in any configs. Terminating.',
      ],
      exitCode: 1,
    })
  })

  test('each server of an ensemble says what it is', async () => {
    const ensemble = await ZooKeeperEnsemble.start(['ours', 'ours', 'ours'])
    try {
      const answers = await Promise.all(ensemble.servers.map(({ configFile }) => zkServer('status', configFile)))
      expect(answers.map(({ out }) => out.at(-1)).sort()).toEqual(['Mode: follower', 'Mode: follower', 'Mode: leader'])
      expect(answers.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0])
      const [first, ...others] = ensemble.servers
      await Promise.all(others.map((server) => ensemble.kill(server)))
      const config = first?.configFile ?? ''
      await eventually('the last one serves nobody', async () => (await zkServer('status', config)).exitCode === 1)
      expect((await zkServer('status', config)).out.at(-1)).toBe(
        'Error contacting service. It is probably not running.',
      )
    } finally {
      await ensemble.dispose()
    }
  })

  test('a server that speaks only TLS is asked so, with the stores that SERVER_JVMFLAGS names', async () => {
    const ssl = (name: string, type: string) =>
      `-Dzookeeper.ssl.${type}Store.location=${stores}/${name} -Dzookeeper.ssl.${type}Store.password=changeit`
    const factory = '-Dzookeeper.serverCnxnFactory=org.apache.zookeeper.server.NettyServerCnxnFactory'
    writeConfig(`dataDir=${folder}/data\nsecureClientPort=${port}\nadmin.enableServer=false\n`)
    jvmFlags = [factory, ssl('server.p12', 'key'), ssl('trust.p12', 'trust')].join(' ')
    expect((await zkServer('start')).out).toEqual(['Starting zookeeper ... STARTED'])
    await eventually('it answers', isUp)
    const { out } = await zkServer('status')
    expect(out.slice(-2)).toEqual([
      `Client port found: ${port}. Client address: localhost. Client SSL: true.`,
      'Mode: standalone',
    ])
    jvmFlags = ''
    expect(await zkServer('status')).toMatchObject({
      out: expect.arrayContaining([
        expect.stringMatching(/^We used secureClientPort \(\d+\) to establish connection, but we failed\./),
        'Error contacting service. It is probably not running.',
      ]),
      exitCode: 1,
    })
  })

  test('version and usage', async () => {
    expect((await zkServer('version')).out).toEqual(['Apache ZooKeeper, version 3.8.3 2023-10-05 10:34 UTC'])
    const { err, exitCode } = await zkServer('dance')
    expect(err.at(-1)).toMatch(/^Usage: zkServer.sh \[--config <conf-dir>\] \{start\|start-foreground\|/)
    expect(exitCode).toBe(0)
  })
})
