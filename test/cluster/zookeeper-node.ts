import { zooKeeperConfig } from '../../src/zookeeper/config/config.ts'
import { startZooKeeper } from '../../src/zookeeper/server/start.ts'
import { faultyDisk } from '../simulation/faulty-disk.ts'
import type { Machine } from '../simulation/machine.ts'
import type { Process } from '../simulation/process.ts'
import type { World } from '../simulation/world.ts'

const settings = {
  dataDir: '/zookeeper',
  clientPort: '2181',
  tickTime: '1000',
  preAllocSize: '16',
  'admin.enableServer': 'false',
}

/** ZooKeeper's machine and the process on it. */
export class ZooKeeperNode {
  readonly machine: Machine
  readonly #world: World
  #process: Process | undefined
  #failed: ((error: Error) => void) | undefined

  constructor(world: World) {
    this.machine = world.machine('zookeeper')
    this.#world = world
  }

  get process(): Process | undefined {
    return this.#process
  }

  /** It has no excuse for giving up. */
  onFailure(handler: (error: Error) => void): void {
    this.#failed = handler
  }

  start(): void {
    if (this.#process !== undefined) return
    this.machine.isPowered = true
    const process = this.#world.process('zookeeper')
    this.#process = process
    const fail = (error: unknown) => {
      if (this.#process === process) this.#failed?.(error instanceof Error ? error : new Error(String(error)))
    }
    startZooKeeper({
      config: zooKeeperConfig(new Map(Object.entries(settings))),
      transport: this.#world.network.transport(this.machine, process),
      disk: faultyDisk(this.machine, process),
      clock: process.clock,
      random: process.random,
      logger: process.logger('WARN'),
    }).then(({ ended }) => ended.then((error) => error && fail(error)), fail)
  }

  kill(): void {
    const process = this.#process
    this.#process = undefined
    process?.kill()
  }
}
