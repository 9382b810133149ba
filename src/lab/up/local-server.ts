import { LabError } from '../lab-error.ts'
import { TroubledWorld, type World } from '../trouble/troubled-world.ts'

export type ServerState = 'running' | 'paused' | 'cut off' | 'stopped'

interface Running {
  readonly address: { readonly port: number }
  /** Settles when it has ended, by itself or not. */
  readonly ended: Promise<Error | undefined>
  close(): Promise<void>
}

export interface LocalServerOptions {
  readonly name: string
  /** 0 takes a free one, and the same again at each later start. */
  readonly port: number
  readonly world: World
  start(world: World, port: number): Promise<Running>
  /** Called before a start that follows a kill. */
  readonly afterKill?: () => Promise<void>
  /** What the one that runs on this port is among its like. */
  readonly role?: (port: number) => Promise<string>
}

/** 128 and the signal's number, as of a process that SIGTERM or SIGKILL ended. */
const exitCodes = { stopped: 143, killed: 137, failed: 1 } as const

/** One server of a local cluster, and all that can befall it. */
export class LocalServer {
  readonly name: string
  readonly #options: LocalServerOptions
  #port: number
  #running: Running | undefined
  #world: TroubledWorld | undefined
  #wasKilled = false
  #stopping = false
  #since: number
  #exitCode: number | undefined

  constructor(options: LocalServerOptions) {
    this.name = options.name
    this.#options = options
    this.#port = options.port
    this.#since = options.world.clock.now()
  }

  /** When it last started or ended; milliseconds since 1970. */
  get since(): number {
    return this.#since
  }

  /** As a shell would show the last end, had it been a process of its own; undefined before the first. */
  get exitCode(): number | undefined {
    return this.#exitCode
  }

  /** The one that it really got, once it has started. */
  get port(): number {
    return this.#port
  }

  get state(): ServerState {
    if (this.#world === undefined) return 'stopped'
    if (this.#world.frozen) return 'paused'
    return this.#world.cut ? 'cut off' : 'running'
  }

  /** `leader` or `follower`, for example; undefined when nobody can tell. */
  async role(): Promise<string | undefined> {
    return this.state === 'running' ? this.#options.role?.(this.#port) : undefined
  }

  async start(): Promise<void> {
    if (this.#world !== undefined) throw new LabError(`${this.name} is ${this.state} already`)
    const world = new TroubledWorld(this.#options.world)
    this.#world = world
    this.#since = world.clock.now()
    try {
      if (this.#wasKilled) await this.#options.afterKill?.()
      this.#wasKilled = false
      const running = await this.#options.start(world, this.#port)
      this.#running = running
      this.#port = running.address.port
      void running.ended.then(() => this.#ended(world, exitCodes.failed))
    } catch (error) {
      this.#ended(world, exitCodes.failed)
      throw error
    }
  }

  /** In order, as Ctrl-C does; one that is cut off gets its network back for it. */
  async stop(): Promise<void> {
    const world = this.#present()
    if (world.frozen) throw new LabError(`${this.name} is paused: it can be resumed or killed, but not stopped`)
    world.cut = false
    this.#stopping = true
    await this.#running?.close()
    this.#ended(world, exitCodes.stopped)
  }

  /** At once, as kill -9 does. */
  async kill(): Promise<void> {
    const world = this.#present()
    this.#wasKilled = true
    this.#ended(world, exitCodes.killed)
    await world.kill()
  }

  /** Freezes it, as SIGSTOP does. */
  pause(): void {
    this.#present().frozen = true
  }

  resume(): void {
    this.#present().frozen = false
  }

  /** Takes its network away: what is sent to it or by it stays on the way until `heal`. */
  cut(): void {
    this.#present().cut = true
  }

  heal(): void {
    this.#present().cut = false
  }

  #present(): TroubledWorld {
    if (this.#world !== undefined) return this.#world
    throw new LabError(`${this.name} does not run`)
  }

  #ended(world: TroubledWorld, exitCode: number): void {
    if (this.#world !== world) return
    this.#since = this.#options.world.clock.now()
    this.#exitCode = this.#stopping ? exitCodes.stopped : exitCode
    this.#stopping = false
    this.#world = undefined
    this.#running = undefined
  }
}
