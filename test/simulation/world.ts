import { Machine } from './machine.ts'
import { Network } from './network.ts'
import { Process } from './process.ts'
import { SeededRandom } from './seeded-random.ts'
import { Trace } from './trace.ts'
import { VirtualTime } from './virtual-time.ts'

/** Time, a network and machines, all from one seed. */
export class World {
  readonly time = new VirtualTime()
  readonly trace: Trace
  readonly network: Network
  readonly #seed: number
  #streams = 0

  constructor(seed: number, write?: (line: string) => void) {
    this.#seed = seed
    this.trace = new Trace(this.time, write)
    this.network = new Network(this.time, this.random(), this.trace)
  }

  /** Randomness of its own for whoever asks, so that one's use doesn't change another's. */
  random(): SeededRandom {
    return new SeededRandom(this.#seed, this.#streams++)
  }

  machine(host: string): Machine {
    const machine = new Machine(host)
    this.network.add(machine)
    return machine
  }

  process(name: string): Process {
    return new Process(name, this.time, this.random(), this.trace)
  }
}
