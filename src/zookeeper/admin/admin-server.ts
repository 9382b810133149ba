import type { Logger } from '../../base/logger.ts'
import type { HttpHost } from '../../net/http-host.ts'
import type { Listener } from '../../net/transport.ts'
import type { ZooKeeperConfig } from '../config/config.ts'
import type { ServerView } from '../words/word.ts'
import { adminPage, metricsPage } from './pages.ts'

export interface AdminOptions {
  readonly config: ZooKeeperConfig
  /** Undefined: nothing is served by HTTP, whatever the configuration says. */
  readonly http?: HttpHost | undefined
  readonly logger: Logger
  /** Who serves clients at the moment. */
  readonly server: () => ServerView | undefined
}

/** The AdminServer's port, or that of the metrics, could not be opened. */
export class AdminServerError extends Error {
  override readonly name = 'AdminServerError'
}

/** What an administrator, or Prometheus, reads by HTTP. */
export class AdminServer {
  readonly #listeners: readonly Listener[]

  private constructor(listeners: readonly Listener[]) {
    this.#listeners = listeners
  }

  /** Rejects with an AdminServerError. */
  static async open(options: AdminOptions): Promise<AdminServer> {
    const { config, http, server, logger } = options
    const listeners: Listener[] = []
    if (http === undefined) return new AdminServer(listeners)
    const log = logger.named('org.apache.zookeeper.server.admin.JettyAdminServer')
    const { admin, metrics } = config
    try {
      if (admin !== undefined) {
        listeners.push(await http.listen(admin.address, (target) => adminPage(admin.commandUrl, target, server())))
        log.info(
          `Started AdminServer on address ${admin.address.host}, port ${admin.address.port} and command URL ${admin.commandUrl}`,
        )
      }
      if (metrics !== undefined) listeners.push(await http.listen(metrics, (target) => metricsPage(target, server())))
      return new AdminServer(listeners)
    } catch (error) {
      for (const listener of listeners) await listener.close()
      throw new AdminServerError(`Problem starting AdminServer: ${error instanceof Error ? error.message : error}`)
    }
  }

  async close(): Promise<void> {
    for (const listener of this.#listeners) await listener.close()
  }
}
