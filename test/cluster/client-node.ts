import { Cluster } from '../../src/client/cluster.ts'
import { adminConfig } from '../../src/client/config.ts'
import type { ClientIo } from '../../src/client/node.ts'
import type { Process } from '../simulation/process.ts'
import type { World } from '../simulation/world.ts'

/** A machine for clients; nothing ever happens to it but on its network. */
export class ClientNode {
  readonly io: ClientIo
  readonly process: Process
  readonly #bootstrap: string

  constructor(world: World, name: string, bootstrap: string) {
    const machine = world.machine(name)
    const process = world.process(name)
    this.process = process
    this.#bootstrap = bootstrap
    this.io = {
      transport: world.network.transport(machine, process),
      clock: process.clock,
      random: process.random,
      logger: process.logger('WARN'),
    }
  }

  properties(more: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
    const common = {
      'bootstrap.servers': this.#bootstrap,
      'request.timeout.ms': '6000',
      'metadata.max.age.ms': '10000',
    }
    return new Map(Object.entries({ ...common, 'client.id': this.process.name, ...more }))
  }

  /** A connection to the cluster for administration. */
  cluster(): Promise<Cluster> {
    return Cluster.open(adminConfig(this.properties({ 'default.api.timeout.ms': '20000' })), this.io)
  }
}
