import { pause } from '../../src/base/clock.ts'
import type { SeededRandom } from '../simulation/seeded-random.ts'
import { World } from '../simulation/world.ts'
import { ClientNode } from './client-node.ts'
import { History } from './history.ts'
import { type EnsembleShape, ServerNode } from './server-node.ts'

/** Everything that has a part in a run. */
export class Stage {
  readonly world: World
  readonly random: SeededRandom
  readonly history: History
  readonly shape: EnsembleShape
  readonly servers: readonly ServerNode[]
  /** The hosts of the clients that do the work. */
  readonly workers: string[] = []
  /** Who looks after things; its network is never cut. */
  readonly director: ClientNode

  constructor(seed: number, write?: (line: string) => void) {
    this.world = new World(seed, write)
    this.random = this.world.random()
    this.history = new History(this.world.time, this.world.trace)
    this.shape = {
      voters: this.random.chance(0.15) ? 5 : 3,
      hasObserver: this.random.chance(0.25),
      snapCount: this.random.pick([10, 40, 100_000]),
      preAllocSize: this.random.pick([0, 16]),
      isChanging: this.random.chance(0.3),
    }
    const count = this.shape.voters + (this.shape.hasObserver ? 1 : 0)
    this.servers = Array.from({ length: count }, (_, index) => new ServerNode(this.world, index + 1, this.shape))
    this.director = this.client('director')
  }

  get hosts(): string[] {
    return this.servers.map(({ machine }) => machine.host)
  }

  client(name: string): ClientNode {
    return new ClientNode(this.world, this.history, name)
  }

  note(text: string): void {
    this.world.trace.line('director', text)
  }

  /** Some time from `low` to `high` virtual milliseconds. */
  wait(low: number, high = low): Promise<void> {
    return pause(this.director.clock, this.random.between(low, high))
  }
}
