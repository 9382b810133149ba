import type { Disk } from '../../src/base/disk/disk.ts'
import { faultyDisk } from './faulty-disk.ts'
import type { Machine } from './machine.ts'
import type { Process } from './process.ts'
import type { World } from './world.ts'

interface Running {
  /** Resolves with an error when it gave up. */
  readonly ended: Promise<Error | undefined>
  close(): Promise<void>
}

/** A machine, the process of a service on it, and who starts it again when it gave up by itself. */
export abstract class ServiceNode {
  readonly machine: Machine
  protected readonly world: World
  readonly #restartMs: number
  #process: Process | undefined
  #running: Running | undefined
  #starts = 0

  constructor(world: World, host: string, restartMs: number) {
    this.machine = world.machine(host)
    this.world = world
    this.#restartMs = restartMs
  }

  /** Starts the service in this process; rejects when that does not work. */
  protected abstract begin(process: Process, disk: Disk): Promise<Running>

  /** Told why the service gave up, before it is tried again. */
  protected gaveUp(_reason: string): void {}

  get process(): Process | undefined {
    return this.#process
  }

  /** How often it was started: tells one life from the next. */
  get life(): number {
    return this.#starts
  }

  start(): void {
    if (this.#process !== undefined) return
    this.machine.isPowered = true
    this.#starts++
    const process = this.world.process(this.machine.host)
    this.#process = process
    this.begin(process, faultyDisk(this.machine, process)).then(
      (running) => this.#started(process, running),
      (error: unknown) => this.#giveUp(process, error),
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
    this.machine.losePower(this.world.random())
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

  #started(process: Process, running: Running): void {
    if (this.#process !== process) return
    this.#running = running
    running.ended.then((error) => {
      if (error !== undefined) this.#giveUp(process, error)
    })
  }

  /** As a service manager would, tries again a little later. */
  #giveUp(process: Process, error: unknown): void {
    if (this.#process !== process) return
    const reason = error instanceof Error ? error.message : String(error)
    this.world.trace.line('world', `${this.machine.host} gave up: ${reason}`)
    this.kill()
    this.gaveUp(reason)
    this.world.time.schedule(this.#restartMs, () => this.start())
  }
}
