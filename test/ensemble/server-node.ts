import { replaceFile } from '../../src/base/disk/disk.ts'
import { readZooKeeperConfig } from '../../src/zookeeper/config/config-files.ts'
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

/** A server of the ensemble: its machine, and the process on it. */
export class ServerNode {
  readonly id: number
  readonly machine: Machine
  readonly #world: World
  readonly #shape: EnsembleShape
  /** Of the machine's wall clock, in milliseconds. */
  #wallOffset = 0
  #process: Process | undefined
  #running: RunningZooKeeper | undefined

  constructor(world: World, id: number, shape: EnsembleShape) {
    this.id = id
    this.machine = world.machine(hostOf(id))
    this.#world = world
    this.#shape = shape
    this.machine.disk.makeDirectory(dataDir)
    replaceFile(this.machine.disk, `${dataDir}/myid`, Buffer.from(`${id}\n`))
    this.#writeSettings()
  }

  /** What stands for it in a list of members. */
  get line(): string {
    return lineOf(this.id, this.#shape)
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
    this.#startIn(process).then(
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

  async #startIn(process: Process): Promise<RunningZooKeeper> {
    const disk = faultyDisk(this.machine, process)
    return startZooKeeper({
      config: readZooKeeperConfig(disk, configFile),
      transport: this.#world.network.transport(this.machine, process),
      disk,
      clock: process.clock,
      random: process.random,
      logger: process.logger('INFO'),
    })
  }

  #writeSettings(): void {
    const lines = Object.entries(settingsOf(this.#shape)).map(([key, value]) => `${key}=${value}\n`)
    const observes = roleOf(this.id, this.#shape) === 'observer' ? 'peerType=observer\n' : ''
    replaceFile(this.machine.disk, configFile, Buffer.from(lines.join('') + observes))
  }

  #started(process: Process, running: RunningZooKeeper): void {
    if (this.#process !== process) return
    this.#running = running
    running.ended.then((error) => {
      if (error !== undefined) this.#gaveUp(process, error)
    })
  }

  /** As a service manager would, tries again a little later; who is no member any more is told whom to ask to be one. */
  #gaveUp(process: Process, error: unknown): void {
    if (this.#process !== process) return
    const reason = error instanceof Error ? error.message : String(error)
    this.#world.trace.line('world', `${this.machine.host} gave up: ${reason}`)
    this.kill()
    if (reason.includes('not in the peer list')) this.#writeSettings()
    this.#world.time.schedule(2000, () => this.start())
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
