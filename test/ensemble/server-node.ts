import { type Disk, replaceFile } from '../../src/base/disk/disk.ts'
import { readZooKeeperConfig } from '../../src/zookeeper/config/config-files.ts'
import type { RunningZooKeeper } from '../../src/zookeeper/server/running.ts'
import { startZooKeeper } from '../../src/zookeeper/server/start.ts'
import type { Process } from '../simulation/process.ts'
import { ServiceNode } from '../simulation/service-node.ts'
import { tearWrites } from '../simulation/torn-writes.ts'
import type { World } from '../simulation/world.ts'

export const clientPort = 2181
export const tickMs = 500
const dataDir = '/zookeeper'
const logs = `${dataDir}/version-2`
const configFile = `${dataDir}/zoo.cfg`

/** What all servers of a run agree on. */
export interface EnsembleShape {
  /** Servers 1 to this one vote; one more only observes, if `hasObserver`. */
  readonly voters: number
  readonly hasObserver: boolean
  readonly snapCount: number
  /** In KiB. */
  readonly preAllocSize: number
  /** Members leave and join. */
  readonly isChanging: boolean
}

const hostOf = (id: number) => `server-${id}`

/** A server of the ensemble on its machine. */
export class ServerNode extends ServiceNode {
  readonly id: number
  readonly #shape: EnsembleShape
  /** Of the machine's wall clock, in milliseconds. */
  #wallOffset = 0

  constructor(world: World, id: number, shape: EnsembleShape) {
    super(world, hostOf(id), 2000)
    this.id = id
    this.#shape = shape
    this.machine.disk.makeDirectory(dataDir)
    replaceFile(this.machine.disk, `${dataDir}/myid`, Buffer.from(`${id}\n`))
    this.#writeSettings()
  }

  /** What stands for it in a list of members. */
  get line(): string {
    return lineOf(this.id, this.#shape)
  }

  /** What was not synced is lost, or lost in part. */
  override losePower(): void {
    const before = this.machine.disk
    super.losePower()
    const { disk } = this.machine
    if (!disk.exists(logs)) return
    const random = this.world.random()
    for (const { name } of disk.list(logs)) {
      const path = `${logs}/${name}`
      if (name.startsWith('log.') && before.exists(path)) tearWrites(before, disk, path, random)
    }
  }

  /** Its wall clock is set to another time, by so many milliseconds. */
  jump(milliseconds: number): void {
    this.#wallOffset += milliseconds
    if (this.process !== undefined) this.process.wallOffset = this.#wallOffset
  }

  protected async begin(process: Process, disk: Disk): Promise<RunningZooKeeper> {
    process.wallOffset = this.#wallOffset
    return startZooKeeper({
      config: readZooKeeperConfig(disk, configFile),
      transport: this.world.network.transport(this.machine, process),
      disk,
      clock: process.clock,
      random: process.random,
      logger: process.logger('INFO'),
    })
  }

  /** Who is no member any more is told whom to ask to be one. */
  protected override gaveUp(reason: string): void {
    if (reason.includes('not in the peer list')) this.#writeSettings()
  }

  #writeSettings(): void {
    const lines = Object.entries(settingsOf(this.#shape)).map(([key, value]) => `${key}=${value}\n`)
    const observes = roleOf(this.id, this.#shape) === 'observer' ? 'peerType=observer\n' : ''
    replaceFile(this.machine.disk, configFile, Buffer.from(lines.join('') + observes))
  }
}

function roleOf(id: number, { voters }: EnsembleShape): string {
  return id > voters ? 'observer' : 'participant'
}

function lineOf(id: number, shape: EnsembleShape): string {
  const host = hostOf(id)
  return `server.${id}=${host}:2888:3888:${roleOf(id, shape)};${host}:${clientPort}`
}

function settingsOf(shape: EnsembleShape): Record<string, string> {
  const { voters, hasObserver, snapCount, preAllocSize, isChanging } = shape
  const ids = Array.from({ length: voters + (hasObserver ? 1 : 0) }, (_, index) => index + 1)
  return {
    dataDir,
    tickTime: String(tickMs),
    initLimit: '10',
    syncLimit: '4',
    minSessionTimeout: '1000',
    maxSessionTimeout: '20000',
    snapCount: String(snapCount),
    preAllocSize: String(preAllocSize),
    standaloneEnabled: 'false',
    reconfigEnabled: String(isChanging),
    skipACL: String(isChanging),
    'admin.enableServer': 'false',
    '4lw.commands.whitelist': '*',
    ...Object.fromEntries(ids.map((id) => lineOf(id, shape).split('='))),
  }
}
