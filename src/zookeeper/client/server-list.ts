import type { Random } from '../../base/random.ts'
import type { Address, Transport } from '../../net/transport.ts'

/** A server to try: its name, and one of the addresses that the name has at the moment. */
export interface ServerAddress {
  readonly name: Address
  /** undefined when the name can't be resolved. */
  readonly ip: string | undefined
}

/** The servers in a random order of their own, one after the other and round again. */
export class ServerList {
  readonly #servers: readonly Address[]
  readonly #random: Random
  #tried = 0

  constructor(servers: readonly Address[], random: Random) {
    this.#random = random
    this.#servers = shuffled(servers, random)
  }

  get size(): number {
    return this.#servers.length
  }

  /** True when every server was tried since the last success: time to wait a little. */
  get roundIsOver(): boolean {
    return this.#tried >= this.#servers.length
  }

  succeeded(): void {
    this.#tried = 0
  }

  /** The next server; the one that was connected last comes last. */
  async next(transport: Transport): Promise<ServerAddress> {
    const name = this.#servers[this.#position++ % this.#servers.length] ?? { host: 'localhost', port: 2181 }
    this.#tried++
    try {
      const addresses = await transport.resolve(name.host)
      return { name, ip: addresses[this.#random.int(addresses.length)] }
    } catch {
      return { name, ip: undefined }
    }
  }

  #position = 0
}

function shuffled<T>(items: readonly T[], random: Random): T[] {
  const result = [...items]
  for (let last = result.length - 1; last > 0; last--) {
    const other = random.int(last + 1)
    const [a, b] = [result[last], result[other]]
    if (a !== undefined && b !== undefined) {
      result[last] = b
      result[other] = a
    }
  }
  return result
}
