import { errorName } from '../../src/wire/kafka/errors.ts'
import { commit, committed, coordinatorFound } from './group-member.ts'
import { eventually } from './servers.ts'
import { WireClient } from './wire-client.ts'

/** Commits ever higher offsets for a group, through every loss of its connection. */
export class CommitLoad {
  /** The last offset that the broker said it has. */
  acknowledged = -1
  /** The last that was sent to it. */
  attempted = -1
  readonly #coordinator: () => Promise<number>
  readonly #group: string
  readonly #topic: string
  #stopped = false
  readonly #running: Promise<void>

  /** `coordinator` tells the port of the broker to ask. */
  constructor(coordinator: () => Promise<number>, group: string, topic: string) {
    this.#coordinator = coordinator
    this.#group = group
    this.#topic = topic
    this.#running = this.#run()
  }

  async more(count: number): Promise<void> {
    const goal = this.acknowledged + count
    await eventually(`${count} more offsets are committed`, () => this.acknowledged >= goal, 90_000)
  }

  async stop(): Promise<void> {
    this.#stopped = true
    await this.#running
  }

  /** What a coordinator knows to be committed, as soon as one answers. */
  async committed(): Promise<number> {
    let found: number | undefined
    await eventually(`a coordinator knows what ${this.#group} committed`, async () => {
      found = await this.#ask().catch(() => undefined)
      return found !== undefined
    })
    return found ?? -1
  }

  async #ask(): Promise<number> {
    return WireClient.with(await this.#coordinator(), async (client) => {
      await coordinatorFound(client, this.#group)
      return committed(client, this.#group, this.#topic)
    })
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      try {
        await WireClient.with(await this.#coordinator(), (client) => this.#commitAll(client))
      } catch {
        // The broker is away: that is what the test is about.
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    }
  }

  async #commitAll(client: WireClient): Promise<void> {
    await coordinatorFound(client, this.#group)
    while (!this.#stopped) {
      this.attempted++
      const code = await commit(client, this.#group, this.#topic, this.attempted)
      if (code === 0) this.acknowledged = this.attempted
      else if (errorName(code) === 'NOT_COORDINATOR') return
      else await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
}
