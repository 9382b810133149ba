import type { Clock } from '../../src/base/clock.ts'
import { ZooKeeperClient } from '../../src/zookeeper/client/client.ts'
import type { Process } from '../simulation/process.ts'
import type { World } from '../simulation/world.ts'
import type { History } from './history.ts'
import { clientPort } from './server-node.ts'
import { witnessed } from './witness/witness.ts'

/** A machine for clients; nothing ever happens to it but on its network. */
export class ClientNode {
  readonly name: string
  readonly clock: Clock
  readonly #world: World
  readonly #history: History
  readonly #process: Process

  constructor(world: World, history: History, name: string) {
    this.name = name
    this.#world = world
    this.#history = history
    world.machine(name)
    this.#process = world.process(name)
    this.clock = this.#process.clock
  }

  /** A new client of these servers, with a session of its own; it is not connected yet. */
  client(hosts: readonly string[], sessionTimeoutMs: number): ZooKeeperClient {
    const { network } = this.#world
    const machine = network.machine(this.name)
    if (machine === undefined) throw new Error(`no machine ${this.name}`)
    return new ZooKeeperClient({
      servers: hosts.map((host) => ({ host, port: clientPort })),
      sessionTimeoutMs,
      transport: witnessed(network.transport(machine, this.#process), this.#history, this.name),
      clock: this.clock,
      random: this.#process.random,
      logger: this.#process.logger('INFO'),
    })
  }
}
