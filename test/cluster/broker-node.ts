import { type RunningBroker, startBroker } from '../../src/broker/server/start.ts'
import { faultyDisk } from '../simulation/faulty-disk.ts'
import type { Machine } from '../simulation/machine.ts'
import type { Process } from '../simulation/process.ts'
import type { World } from '../simulation/world.ts'

export const brokerPort = 9092

/** Short times, so that minutes of a cluster's life fit into a test, and small files, so that they roll. */
const settings = {
  'log.dirs': '/data',
  'zookeeper.connect': 'zookeeper:2181',
  'zookeeper.session.timeout.ms': '6000',
  'zookeeper.connection.timeout.ms': '10000',
  'controller.socket.timeout.ms': '6000',
  'request.timeout.ms': '6000',
  'replica.socket.timeout.ms': '6000',
  'replica.lag.time.max.ms': '6000',
  'replica.fetch.wait.max.ms': '1000',
  'replica.high.watermark.checkpoint.interval.ms': '2000',
  'log.flush.offset.checkpoint.interval.ms': '10000',
  'log.flush.start.offset.checkpoint.interval.ms': '10000',
  'log.segment.bytes': '12000',
  'log.index.size.max.bytes': '4096',
  'log.index.interval.bytes': '500',
  'log.cleaner.enable': 'false',
  'log.retention.hours': '-1',
  'auto.create.topics.enable': 'false',
  'default.replication.factor': '3',
  'offsets.topic.num.partitions': '2',
  'offsets.topic.replication.factor': '3',
  'offsets.topic.segment.bytes': '12000',
  'group.initial.rebalance.delay.ms': '0',
  'controlled.shutdown.retry.backoff.ms': '1000',
  'leader.imbalance.check.interval.seconds': '20',
}

/** A broker's machine, the process on it, and who starts it again when it gave up by itself. */
export class BrokerNode {
  readonly id: number
  readonly machine: Machine
  readonly #world: World
  #process: Process | undefined
  #running: RunningBroker | undefined
  #starts = 0

  constructor(world: World, id: number) {
    this.id = id
    this.machine = world.machine(`broker-${id}`)
    this.#world = world
  }

  get process(): Process | undefined {
    return this.#process
  }

  /** Set while it serves. */
  get running(): RunningBroker | undefined {
    return this.#running
  }

  /** How often it was started: tells one life from the next. */
  get life(): number {
    return this.#starts
  }

  start(): void {
    if (this.#process !== undefined) return
    this.machine.isPowered = true
    this.#starts++
    const process = this.#world.process(`broker-${this.id}`)
    this.#process = process
    const properties = new Map(Object.entries({ ...settings, 'broker.id': String(this.id) }))
    properties.set('listeners', `PLAINTEXT://${this.machine.host}:${brokerPort}`)
    startBroker({
      properties,
      transport: this.#world.network.transport(this.machine, process),
      disk: faultyDisk(this.machine, process),
      clock: process.clock,
      random: process.random,
      logger: process.logger('DEBUG'),
      hostName: this.machine.host,
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

  losePower(): void {
    this.machine.losePower(this.#world.random())
    this.kill()
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

  #started(process: Process, running: RunningBroker): void {
    if (this.#process !== process) return
    this.#running = running
    running.ended.then((error) => {
      if (error !== undefined) this.#gaveUp(process, error)
    })
  }

  /** As a service manager would, tries again a little later. */
  #gaveUp(process: Process, error: unknown): void {
    if (this.#process !== process) return
    this.#world.trace.line('world', `broker-${this.id} gave up: ${error instanceof Error ? error.message : error}`)
    this.kill()
    this.#world.time.schedule(3000, () => this.start())
  }
}
