import { zooKeeperConfig } from '../../src/zookeeper/config/config.ts'
import type { RunningZooKeeper } from '../../src/zookeeper/server/running.ts'
import { startZooKeeper } from '../../src/zookeeper/server/start.ts'
import { faultyDisk } from '../simulation/faulty-disk.ts'
import type { Machine } from '../simulation/machine.ts'
import type { Process } from '../simulation/process.ts'
import { tearWrites } from '../simulation/torn-writes.ts'
import type { World } from '../simulation/world.ts'

export const clientPort = 2181
export const tickMs = 500
const dataDir = '/zookeeper'
const logs = `${dataDir}/version-2`

/** What all servers of a run agree on. */
export interface EnsembleShape {
  /** Servers 1 to this one vote; one more only observes, if `hasObserver`. */
  readonly voters: number
  readonly hasObserver: boolean
  readonly snapCount: number
  /** In KiB. */
  readonly preAllocSize: number
}

const hostOf = (id: number) => `server-${id}`

/** A server of the ensemble: its machine, and the process on it. */
export class ServerNode {
  readonly id: number
  readonly machine: Machine
  readonly #world: World
  readonly #settings: Readonly<Record<string, string>>
  /** Of the machine's wall clock, in milliseconds. */
  #wallOffset = 0
  #process: Process | undefined
  #running: RunningZooKeeper | undefined

  constructor(world: World, id: number, shape: EnsembleShape) {
    this.id = id
    this.machine = world.machine(hostOf(id))
    this.#world = world
    this.#settings = settingsOf(id, shape)
    this.machine.disk.makeDirectory(dataDir)
    this.machine.disk.writeFile(`${dataDir}/myid`, Buffer.from(`${id}\n`))
    const myId = this.machine.disk.open(`${dataDir}/myid`, 'write')
    myId.sync()
    this.machine.disk.syncDirectory(dataDir)
  }

  get process(): Process | undefined {
    return this.#process
  }

  start(): void {
    if (this.#process !== undefined) return
    this.machine.isPowered = true
    const process = this.#world.process(this.machine.host)
    process.wallOffset = this.#wallOffset
    this.#process = process
    startZooKeeper({
      config: zooKeeperConfig(new Map(Object.entries(this.#settings))),
      transport: this.#world.network.transport(this.machine, process),
      disk: faultyDisk(this.machine, process),
      clock: process.clock,
      random: process.random,
      logger: process.logger('INFO'),
    }).then(
      (running) => this.#started(process, running),
      (error: unknown) => this.#gaveUp(process, error),
    )
  }

  /** kill -9: what was written is still in the page cache. */
  kill(): void {
    const process = this.#process
    this.#process = undefined
    this.#running = undefined
    process?.kill()
  }

  /** What was not synced is lost, or lost in part. */
  losePower(): void {
    const random = this.#world.random()
    const before = this.machine.disk
    this.machine.losePower(random)
    this.kill()
    const { disk } = this.machine
    if (!disk.exists(logs)) return
    for (const { name } of disk.list(logs)) {
      const path = `${logs}/${name}`
      if (name.startsWith('log.') && before.exists(path)) tearWrites(before, disk, path, random)
    }
  }

  /** SIGTERM; resolves when it has ended. */
  async stop(): Promise<void> {
    const process = this.#process
    try {
      await this.#running?.close()
    } finally {
      if (this.#process === process) this.kill()
    }
  }

  /** Its wall clock is set to another time, by so many milliseconds. */
  jump(milliseconds: number): void {
    this.#wallOffset += milliseconds
    if (this.#process !== undefined) this.#process.wallOffset = this.#wallOffset
  }

  #started(process: Process, running: RunningZooKeeper): void {
    if (this.#process !== process) return
    this.#running = running
    running.ended.then((error) => {
      if (error !== undefined) this.#gaveUp(process, error)
    })
  }

  /** As a service manager would, tries again a little later. */
  #gaveUp(process: Process, error: unknown): void {
    if (this.#process !== process) return
    const reason = error instanceof Error ? error.message : String(error)
    this.#world.trace.line('world', `${this.machine.host} gave up: ${reason}`)
    this.kill()
    this.#world.time.schedule(2000, () => this.start())
  }
}

function settingsOf(id: number, { voters, hasObserver, snapCount, preAllocSize }: EnsembleShape) {
  const ids = Array.from({ length: voters + (hasObserver ? 1 : 0) }, (_, index) => index + 1)
  const role = (each: number) => (each > voters ? 'observer' : 'participant')
  return {
    dataDir,
    clientPort: String(clientPort),
    clientPortAddress: hostOf(id),
    tickTime: String(tickMs),
    initLimit: '10',
    syncLimit: '4',
    minSessionTimeout: '1000',
    maxSessionTimeout: '20000',
    snapCount: String(snapCount),
    preAllocSize: String(preAllocSize),
    'admin.enableServer': 'false',
    '4lw.commands.whitelist': '*',
    ...(role(id) === 'observer' ? { peerType: 'observer' } : {}),
    ...Object.fromEntries(ids.map((each) => [`server.${each}`, `${hostOf(each)}:2888:3888:${role(each)}`])),
  }
}
