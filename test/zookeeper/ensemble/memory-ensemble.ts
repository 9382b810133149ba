import { systemClock } from '../../../src/base/clock.ts'
import type { Disk } from '../../../src/base/disk/disk.ts'
import { MemoryDisk } from '../../../src/base/disk/memory-disk.ts'
import { createLogger, type Logger, silentLogger } from '../../../src/base/logger.ts'
import { systemRandom } from '../../../src/base/random.ts'
import { tcpTransport } from '../../../src/net/tcp.ts'
import type { Transport } from '../../../src/net/transport.ts'
import { ZooKeeperClient } from '../../../src/zookeeper/client/client.ts'
import { zooKeeperConfig } from '../../../src/zookeeper/config/config.ts'
import type { RunningZooKeeper } from '../../../src/zookeeper/server/running.ts'
import { startZooKeeper } from '../../../src/zookeeper/server/start.ts'
import { load, makeDataDirectories } from '../../../src/zookeeper/storage/data-directory.ts'
import { askWord, modeOf } from '../../kit/words.ts'
import { clientOptions } from '../../zookeeper-client/connect.ts'
import { eventually } from '../server/running.ts'
import { freePorts } from './free-ports.ts'

/** Servers of an ensemble in this process, each with a disk in memory that outlives it. */
export class MemoryEnsemble {
  readonly disks: MemoryDisk[]
  /** The servers' ways into the network, where they are not plain sockets. */
  readonly transports = new Map<number, Transport>()
  readonly #ports: number[]
  readonly #settings: Record<string, string>
  readonly #observers: ReadonlySet<number>
  readonly #servers = new Map<number, RunningZooKeeper>()
  readonly #clients: ZooKeeperClient[] = []

  private constructor(ports: number[], settings: Record<string, string>, observers: readonly number[]) {
    this.#ports = ports
    this.#settings = settings
    this.#observers = new Set(observers)
    this.disks = ports.slice((ports.length / 3) * 2).map(() => new MemoryDisk())
  }

  /** @param observers the ids of those without a vote */
  static async of(count: number, settings: Record<string, string> = {}, observers: readonly number[] = []) {
    return new MemoryEnsemble(await freePorts(3 * count), settings, observers)
  }

  get ids(): number[] {
    return this.disks.map((_, index) => index + 1)
  }

  clientPort(id: number): number {
    return this.#ports[id - 1] ?? 0
  }

  /** Where it serves learners while it leads. */
  quorumPort(id: number): number {
    return this.#ports[this.#ports.length / 3 + id - 1] ?? 0
  }

  electionPort(id: number): number {
    return this.#ports[(this.#ports.length / 3) * 2 + id - 1] ?? 0
  }

  disk(id: number): MemoryDisk {
    const disk = this.disks[id - 1]
    if (disk === undefined) throw new Error(`no server ${id}`)
    return disk
  }

  isRunning(id: number): boolean {
    return this.#servers.has(id)
  }

  async start(...ids: number[]): Promise<void> {
    await Promise.all(ids.map((id) => this.#start(id)))
  }

  async stop(...ids: number[]): Promise<void> {
    await Promise.all(
      ids.map(async (id) => {
        const server = this.#servers.get(id)
        this.#servers.delete(id)
        await server?.close()
      }),
    )
  }

  /** What `srvr` says that a server is; undefined while it serves nobody. */
  async mode(id: number): Promise<string | undefined> {
    return modeOf({ port: this.clientPort(id) })
  }

  async ask(id: number, word: string): Promise<string> {
    const answer = await askWord({ port: this.clientPort(id) }, word)
    if (answer === undefined) throw new Error(`server ${id} can't be reached`)
    return answer
  }

  /** Waits until these servers serve, and gives the leader's id. */
  async leader(...ids: number[]): Promise<number> {
    let leader = 0
    await eventually(`servers ${ids.join(', ')} have a leader`, async () => {
      const modes = await Promise.all(ids.map((id) => this.mode(id)))
      leader = ids[modes.indexOf('leader')] ?? 0
      return leader !== 0 && modes.every((mode) => mode !== undefined)
    })
    return leader
  }

  async client(...ids: number[]): Promise<ZooKeeperClient> {
    const servers = ids.map((id) => ({ host: '127.0.0.1', port: this.clientPort(id) }))
    const client = await ZooKeeperClient.connect({
      ...clientOptions(0, { servers, retryConnectionLoss: true, sessionTimeoutMs: 10_000 }),
      connectionTimeoutMs: 30_000,
    })
    this.#clients.push(client)
    return client
  }

  /** What a stopped server has on its disk. */
  state(id: number) {
    return stateOf(this.disk(id))
  }

  async close(): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.close().catch(() => {})))
    await this.stop(...this.ids)
  }

  async #start(id: number): Promise<void> {
    const disk = this.disk(id)
    disk.makeDirectory('/data')
    disk.writeFile('/data/myid', Buffer.from(`${id}\n`))
    const config = zooKeeperConfig(new Map(Object.entries(this.#configOf(id))))
    const transport = this.transports.get(id) ?? tcpTransport
    const options = { config, transport, disk, clock: systemClock, random: systemRandom }
    this.#servers.set(id, await startZooKeeper({ ...options, logger: loggerOf(id) }))
  }

  #configOf(id: number): Record<string, string> {
    const servers = this.ids.map((each) => {
      const type = this.#observers.has(each) ? 'observer' : 'participant'
      return [`server.${each}`, `127.0.0.1:${this.quorumPort(each)}:${this.electionPort(each)}:${type}`]
    })
    return {
      dataDir: '/data',
      clientPort: String(this.clientPort(id)),
      clientPortAddress: '127.0.0.1',
      preAllocSize: '0',
      tickTime: '200',
      initLimit: '25',
      // More than a busy machine keeps this one process waiting.
      syncLimit: '25',
      maxSessionTimeout: '20000',
      '4lw.commands.whitelist': '*',
      ...(this.#observers.has(id) ? { peerType: 'observer' } : {}),
      ...this.#settings,
      ...Object.fromEntries(servers),
    }
  }
}

/** `ENSEMBLE_LOG=1` shows what the servers say. */
export function loggerOf(id: number): Logger {
  if (process.env.ENSEMBLE_LOG === undefined) return silentLogger
  return createLogger({
    clock: systemClock,
    name: 'server',
    level: 'DEBUG',
    write: (line) => process.stderr.write(`${id} ${line}`),
  })
}

/** What a server has on its disk: its nodes with data, stat and rights, and its sessions. */
export function stateOf(disk: Disk) {
  const directories = makeDataDirectories(disk, '/data', '/data')
  const options = { ttlEnabled: false, digestEnabled: true }
  const { tree, sessions, lastZxid, digestMismatches } = load(disk, directories, options, () => {})
  const nodes = [...tree.nodes]
    .map(([path, node]) => ({ path, data: node.data?.toString(), stat: node.stat, acl: tree.aclOf(node) }))
    .filter(({ path }) => path !== '/zookeeper/config')
    .sort((a, b) => (a.path < b.path ? -1 : 1))
  return { nodes, sessions: [...sessions].sort(), lastZxid, digestMismatches, digest: tree.digest }
}
