import { type Clock, pause } from '../../src/base/clock.ts'
import { ZooKeeperClient, type ZooKeeperClientOptions } from '../../src/zookeeper/client/client.ts'
import type { World } from '../simulation/world.ts'
import type { History } from './history.ts'
import { clientPort } from './server-node.ts'
import { witnessed } from './witness/witness.ts'

/** A machine for clients; nothing ever happens to it but on its network. */
export class ClientNode {
  readonly name: string
  readonly clock: Clock
  readonly #history: History
  readonly #parts: Pick<ZooKeeperClientOptions, 'transport' | 'clock' | 'random' | 'logger'>

  constructor(world: World, history: History, name: string) {
    this.name = name
    this.#history = history
    const process = world.process(name)
    const { clock, random } = process
    const transport = world.network.transport(world.machine(name), process)
    this.#parts = { transport, clock, random, logger: process.logger('INFO') }
    this.clock = clock
  }

  /** What a server answers to a four-letter word; '' when it does not within 300 ms. */
  async ask(host: string, word: string): Promise<string> {
    const { transport, clock } = this.#parts
    let answer = ''
    const asked = async () => {
      const connection = await transport.connect({ host, port: clientPort }, { timeoutMs: 300 })
      connection.onData((chunk) => {
        answer += chunk.toString()
      })
      connection.write([Buffer.from(word)])
      await new Promise<void>((resolve) => connection.onClose(() => resolve()))
    }
    await Promise.race([asked().catch(() => {}), pause(clock, 300)])
    return answer
  }

  /** A new client of these servers, with a session of its own; it is not connected yet. */
  client(hosts: readonly string[], sessionTimeoutMs: number): ZooKeeperClient {
    return new ZooKeeperClient({
      ...this.#parts,
      servers: hosts.map((host) => ({ host, port: clientPort })),
      sessionTimeoutMs,
      transport: witnessed(this.#parts.transport, this.#history, this.name),
    })
  }
}
