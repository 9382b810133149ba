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

/** One server of a local cluster, and all that can befall it. */
export class LocalServer {
  readonly name: string
  readonly #options: LocalServerOptions
  #port: number
  #running: Running | undefined
  #world: TroubledWorld | undefined
  #wasKilled = false

  constructor(options: LocalServerOptions) {
    this.name = options.name
    this.#options = options
    this.#port = options.port
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
    try {
      if (this.#wasKilled) await this.#options.afterKill?.()
      this.#wasKilled = false
      const running = await this.#options.start(world, this.#port)
      this.#running = running
      this.#port = running.address.port
      void running.ended.then(() => this.#ended(world))
    } catch (error) {
      this.#ended(world)
      throw error
    }
  }

  /** In order, as Ctrl-C does; one that is cut off gets its network back for it. */
  async stop(): Promise<void> {
    const world = this.#present()
    if (world.frozen) throw new LabError(`${this.name} is paused: it can be resumed or killed, but not stopped`)
    world.cut = false
    await this.#running?.close()
    this.#ended(world)
  }

  /** At once, as kill -9 does. */
  async kill(): Promise<void> {
    const world = this.#present()
    this.#wasKilled = true
    this.#ended(world)
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

  #ended(world: TroubledWorld): void {
    if (this.#world !== world) return
    this.#world = undefined
    this.#running = undefined
  }
}
