import type { Address, Connection, Listener, Transport } from '../../src/net/transport.ts'
import { connectionPair, type Endpoint } from './connection.ts'
import { Link } from './link.ts'
import type { Machine } from './machine.ts'
import type { Process } from './process.ts'
import type { SeededRandom } from './seeded-random.ts'
import type { Trace } from './trace.ts'
import type { VirtualTime } from './virtual-time.ts'

/** Sees every write of a client (one that connected) before it travels: one frame, mostly. */
export type Tap = (from: string, to: Address, bytes: Buffer) => void

/** Hosts and the links between them. */
export class Network {
  readonly time: VirtualTime
  readonly random: SeededRandom
  readonly trace: Trace
  readonly #machines = new Map<string, Machine>()
  readonly #links = new Map<string, Link>()
  readonly connections = new Set<Endpoint>()
  tap: Tap = () => {}
  #nextPort = 40_000
  #nextConnection = 0

  constructor(time: VirtualTime, random: SeededRandom, trace: Trace) {
    this.time = time
    this.random = random
    this.trace = trace
  }

  add(machine: Machine): void {
    this.#machines.set(machine.host, machine)
  }

  machine(host: string): Machine | undefined {
    return this.#machines.get(host)
  }

  /** The way from one host to another. */
  link(from: string, to: string): Link {
    const key = `${from}>${to}`
    let link = this.#links.get(key)
    if (link === undefined) {
      link = new Link(this.random)
      this.#links.set(key, link)
    }
    return link
  }

  /** Between two hosts nothing arrives any more, in both directions. */
  cut(a: string, b: string): void {
    this.link(a, b).cut()
    this.link(b, a).cut()
  }

  healAll(): void {
    for (const link of this.#links.values()) link.heal()
  }

  /** One open connection, by a random choice, breaks in the middle of what is sent next. */
  breakOne(): void {
    const open = [...this.connections]
    if (open.length > 0) this.random.pick(open).breakAtNextWrite()
  }

  /** Connections from these hosts are reset, at both ends and at once. */
  resetAll(isMeant: (from: string) => boolean): void {
    for (const connection of [...this.connections]) if (isMeant(connection.local.host)) connection.reset()
  }

  /** The sockets of one process on the machine. */
  transport(machine: Machine, process: Process): Transport {
    return {
      resolve: async (host) => {
        if (this.#machines.has(host)) return [host]
        throw Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: 'ENOTFOUND', syscall: 'getaddrinfo' })
      },
      listen: async (address, accept) => this.#listen(machine, process, address, accept),
      connect: (address, { timeoutMs }) => this.#connect(machine, process, address, timeoutMs),
    }
  }

  #listen(machine: Machine, process: Process, { host, port }: Address, accept: (connection: Connection) => void) {
    const bound = port === 0 ? this.#nextPort++ : port
    if (machine.services.has(bound)) throw errno('EADDRINUSE', 'listen', { host, port })
    const service = { process, accept }
    machine.services.set(bound, service)
    const close = () => {
      if (machine.services.get(bound) === service) machine.services.delete(bound)
    }
    process.atDeath(close)
    const listener: Listener = { address: { host, port: bound }, close: async () => close() }
    return listener
  }

  #connect(machine: Machine, process: Process, address: Address, timeoutMs: number): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const deadline = this.time.now + timeoutMs
      const refuse = (code: string, delay: number) =>
        void process.schedule(delay, () => reject(errno(code, 'connect', address)))
      const attempt = (wait: number) => {
        if (process.isDead) return
        const target = this.#machines.get(address.host)
        const there = this.link(machine.host, address.host)
        const back = this.link(address.host, machine.host)
        if (target === undefined || !target.isPowered || there.isCut || back.isCut) {
          if (this.time.now + wait >= deadline) refuse('ETIMEDOUT', deadline - this.time.now)
          else this.time.schedule(wait, () => attempt(wait * 2))
          return
        }
        const service = target.services.get(address.port)
        if (service === undefined) refuse('ECONNREFUSED', back.delay())
        else
          this.#establish(
            { machine, process },
            { machine: target, process: service.process },
            address.port,
            service.accept,
            resolve,
          )
      }
      this.time.schedule(this.link(machine.host, address.host).delay(), () => attempt(1000))
    })
  }

  #establish(
    client: { machine: Machine; process: Process },
    server: { machine: Machine; process: Process },
    port: number,
    accept: (connection: Connection) => void,
    connected: (connection: Connection) => void,
  ): void {
    const from = { host: client.machine.host, port: this.#nextPort++ }
    const to = { host: server.machine.host, port }
    const [near, far] = connectionPair(
      this,
      this.#nextConnection++,
      { ...client, address: from },
      { ...server, address: to },
    )
    this.connections.add(near)
    server.process.run(() => accept(far))
    client.process.schedule(this.link(to.host, from.host).delay(), () => connected(near))
  }
}

function errno(code: string, syscall: string, { host, port }: Address): Error {
  return Object.assign(new Error(`${syscall} ${code} ${host}:${port}`), { code, syscall, address: host, port })
}
