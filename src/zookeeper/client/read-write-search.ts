import type { Clock, Timer } from '../../base/clock.ts'
import type { Transport } from '../../net/transport.ts'
import type { ServerAddress } from './server-list.ts'

export interface ReadWriteSearchOptions {
  readonly transport: Transport
  readonly clock: Clock
  next(): Promise<ServerAddress>
  /** Called once, and not after `stop`. */
  found(server: ServerAddress): void
}

const firstPauseMs = 100
const longestPauseMs = 60_000
const patienceMs = 1000

/** While a server only lets itself be read: asks the others, less and less often, whether they take writes. */
export class ReadWriteSearch {
  readonly #options: ReadWriteSearchOptions
  #pauseMs = firstPauseMs
  #timer: Timer | undefined
  #stopped = false

  constructor(options: ReadWriteSearchOptions) {
    this.#options = options
    this.#wait()
  }

  stop(): void {
    this.#stopped = true
    this.#timer?.cancel()
  }

  #wait(): void {
    this.#timer = this.#options.clock.after(this.#pauseMs, () => void this.#look())
    this.#pauseMs = Math.min(2 * this.#pauseMs, longestPauseMs)
  }

  async #look(): Promise<void> {
    const server = await this.#options.next()
    const takesWrites = server.ip !== undefined && (await this.#ask(server.ip, server.name.port)) === 'rw'
    if (this.#stopped) return
    if (takesWrites) this.#options.found(server)
    else this.#wait()
  }

  /** What the server says about itself; '' for one that says nothing in time. */
  async #ask(host: string, port: number): Promise<string> {
    const { transport, clock } = this.#options
    try {
      const connection = await transport.connect({ host, port }, { timeoutMs: patienceMs })
      return await new Promise((resolve) => {
        let answer = ''
        const patience = clock.after(patienceMs, () => connection.destroy())
        connection.onData((chunk) => {
          answer += chunk.toString('latin1')
        })
        connection.onClose(() => {
          patience.cancel()
          resolve(answer.trim())
        })
        connection.write([Buffer.from('isro')])
      })
    } catch {
      return ''
    }
  }
}
