import type { Clock } from '../../base/clock.ts'
import type { Logger } from '../../base/logger.ts'
import { isZooKeeperError } from '../../wire/jute/errors.ts'
import type { ZooKeeperClient } from '../../zookeeper/client/client.ts'
import { decodeConfigChange } from '../znodes/entity-config.ts'
import { paths } from '../znodes/paths.ts'

/** Notices older than this are removed by whoever sees them. */
const noticeLifeMs = 15 * 60 * 1000

export interface ConfigChangesOptions {
  readonly zookeeper: ZooKeeperClient
  readonly clock: Clock
  readonly logger: Logger
  /** Hears of every changed entity by its path below /config: `topics/T`. */
  changed(entityPath: string): Promise<void>
}

/** Follows `/config/changes`: each notice is acted on once, in order. */
export class ConfigChanges {
  readonly #options: ConfigChangesOptions
  #last = -1
  #queue: Promise<void> = Promise.resolve()
  #closed = false

  constructor(options: ConfigChangesOptions) {
    this.#options = options
  }

  /** Acts on what there is, and from now on on what comes. Again after the session was renewed. */
  start(): Promise<void> {
    this.#queue = this.#queue.then(() => this.#read()).catch((error) => this.#failed(error))
    return this.#queue
  }

  close(): void {
    this.#closed = true
  }

  readonly #watch = () => void this.start()

  #failed(error: unknown): void {
    if (!this.#closed) this.#options.logger.error(`Error while processing config change notifications: ${error}`)
  }

  async #read(): Promise<void> {
    if (this.#closed) return
    const { children } = await this.#options.zookeeper.children(paths.configChanges, { watch: this.#watch })
    const names = children.sort()
    for (const name of names) {
      const sequence = Number(name.slice(name.lastIndexOf('_') + 1))
      if (sequence <= this.#last) continue
      this.#last = sequence
      await this.#process(name)
    }
    await Promise.all(names.map((name) => this.#removeIfOld(name)))
  }

  async #process(name: string): Promise<void> {
    try {
      const { data } = await this.#options.zookeeper.get(`${paths.configChanges}/${name}`)
      if (data !== null) await this.#options.changed(decodeConfigChange(data))
    } catch (error) {
      if (!isZooKeeperError(error, 'noNode')) this.#failed(error)
    }
  }

  async #removeIfOld(name: string): Promise<void> {
    const path = `${paths.configChanges}/${name}`
    const { zookeeper, clock } = this.#options
    const stat = await zookeeper.exists(path)
    if (stat === undefined || clock.now() - stat.ctime < noticeLifeMs) return
    try {
      await zookeeper.delete(path)
    } catch (error) {
      if (!isZooKeeperError(error, 'noNode')) throw error
    }
  }
}
