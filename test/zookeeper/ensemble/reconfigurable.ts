import { systemClock } from '../../../src/base/clock.ts'
import { MemoryDisk } from '../../../src/base/disk/memory-disk.ts'
import { systemRandom } from '../../../src/base/random.ts'
import { tcpTransport } from '../../../src/net/tcp.ts'
import type { ZooKeeperClient } from '../../../src/zookeeper/client/client.ts'
import type { Reconfiguration } from '../../../src/zookeeper/client/requests.ts'
import { readZooKeeperConfig } from '../../../src/zookeeper/config/config-files.ts'
import { type RunningZooKeeper, startZooKeeper } from '../../../src/zookeeper/server/start.ts'
import { modeOf } from '../../kit/words.ts'
import { connectTo } from '../../zookeeper-client/connect.ts'
import { eventually } from '../server/running.ts'
import { freePorts } from './free-ports.ts'
import { loggerOf } from './memory-ensemble.ts'

export const configFile = '/conf/zoo.cfg'

/** user `super`, password `secret`. */
export const superDigest = 'super:lK75jTNcA+U9vtVEw5vB51mj/w4='
export const superLogin = Buffer.from('super:secret')

const settings = {
  'DigestAuthenticationProvider.superDigest': superDigest,
  dataDir: '/data',
  preAllocSize: '0',
  tickTime: '200',
  initLimit: '25',
  syncLimit: '10',
  maxSessionTimeout: '20000',
  reconfigEnabled: 'true',
  '4lw.commands.whitelist': '*',
}

/** A server in this process that is set up by files, which it changes: all on a disk in memory that outlives it. */
export class ReconfigurableServer {
  readonly disk = new MemoryDisk()
  readonly id: number
  readonly port: number
  readonly quorumPort: number
  readonly electionPort: number
  #running: RunningZooKeeper | undefined

  private constructor(id: number, [port = 0, quorumPort = 0, electionPort = 0]: number[]) {
    this.id = id
    this.port = port
    this.quorumPort = quorumPort
    this.electionPort = electionPort
    for (const folder of ['/conf', '/data']) this.disk.makeDirectory(folder)
    this.disk.writeFile('/data/myid', Buffer.from(`${id}\n`))
  }

  static async many(count: number): Promise<ReconfigurableServer[]> {
    const ports = await freePorts(3 * count)
    return Array.from({ length: count }, (_, at) => new ReconfigurableServer(at + 1, ports.slice(3 * at, 3 * at + 3)))
  }

  /** Its line in the list of members. */
  line(type: 'participant' | 'observer' = 'participant', clientPort = this.port): string {
    return `server.${this.id}=127.0.0.1:${this.quorumPort}:${this.electionPort}:${type};127.0.0.1:${clientPort}`
  }

  /** The same, reached at each of these hosts. */
  lineAt(...hosts: string[]): string {
    const addresses = hosts.map((host) => `${host}:${this.quorumPort}:${this.electionPort}`)
    return `server.${this.id}=${addresses.join('|')}:participant;127.0.0.1:${this.port}`
  }

  /** Writes its settings, with these lines. */
  configure(lines: readonly string[]): this {
    const all = [...Object.entries(settings).map(([key, value]) => `${key}=${value}`), ...lines]
    this.disk.writeFile(configFile, Buffer.from(all.map((line) => `${line}\n`).join('')))
    return this
  }

  read(file: string): string {
    return this.disk.readFile(file).toString()
  }

  async start(): Promise<void> {
    const config = readZooKeeperConfig(this.disk, configFile)
    const { disk } = this
    const options = { config, disk, transport: tcpTransport, clock: systemClock, random: systemRandom }
    this.#running = await startZooKeeper({ ...options, logger: loggerOf(this.id) })
  }

  async stop(): Promise<void> {
    const running = this.#running
    this.#running = undefined
    await running?.close()
  }

  mode(): Promise<string | undefined> {
    return modeOf(this)
  }

  /** The superuser's. */
  async client(port = this.port): Promise<ZooKeeperClient> {
    const client = await connectTo(port, { retryConnectionLoss: true })
    client.addAuth('digest', superLogin)
    return client
  }
}

/** Waits until each serves as what it should. */
export async function expectModes(...expected: readonly (readonly [ReconfigurableServer, string])[]): Promise<void> {
  const wanted = expected.map(([, mode]) => mode)
  let modes: (string | undefined)[] = []
  try {
    await eventually(`modes ${wanted.join(', ')}`, async () => {
      modes = await Promise.all(expected.map(([server]) => server.mode()))
      return modes.every((mode, at) => mode === wanted[at])
    })
  } catch (error) {
    throw new Error(`the modes are ${modes.join(', ')}`, { cause: error })
  }
}

/** Who leads, as soon as all of them serve. */
export async function leaderOf(servers: readonly ReconfigurableServer[]): Promise<ReconfigurableServer> {
  let leader: ReconfigurableServer | undefined
  await eventually('one leads, the others serve', async () => {
    const modes = await Promise.all(servers.map((server) => server.mode()))
    leader = servers[modes.indexOf('leader')]
    return leader !== undefined && modes.every((mode) => mode !== undefined)
  })
  if (leader === undefined) throw new Error('no leader')
  return leader
}

/** Changes that three servers 1 to 3 can't make, and why. */
export const refused: readonly (readonly [string, Partial<Reconfiguration>])[] = [
  ['BadArguments', { joining: 'server.9=127.0.0.1:1:2' }],
  ['BadArguments', { joining: 'nonsense' }],
  ['BadArguments', { leaving: '2,3' }],
  ['BadArguments', { members: 'server.1=127.0.0.1:1:2;3' }],
  ['BadArguments', { members: 'tickTime=2' }],
  ['MarshallingError', { leaving: 'two' }],
  ['MarshallingError', { members: 'server.1=127.0.0.1:1:2:observer;3' }],
  ['NewConfigNoQuorum', { members: 'server.7=127.0.0.1:1:2;3,server.8=127.0.0.1:4:5;6' }],
  ['BadVersion', { leaving: '3', fromVersion: 77n }],
]
