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

/** The AdminServer's port could not be opened. */
export class AdminServerError extends Error {
  override readonly name = 'AdminServerError'
}

/** What an administrator, or Prometheus, reads by HTTP. */
export class AdminServer {
  readonly #listeners: readonly Listener[]

  private constructor(listeners: readonly Listener[]) {
    this.#listeners = listeners
  }

  /** Rejects with an AdminServerError, or an Error when it is the metrics' port that can't be opened. */
  static async open(options: AdminOptions): Promise<AdminServer> {
    const metrics = await openMetrics(options)
    try {
      return new AdminServer([...metrics, ...(await openCommands(options))])
    } catch (error) {
      for (const listener of metrics) await listener.close()
      throw error
    }
  }

  async close(): Promise<void> {
    for (const listener of this.#listeners) await listener.close()
  }
}

async function openMetrics({ config: { metrics }, http, server }: AdminOptions): Promise<Listener[]> {
  if (http === undefined || metrics === undefined) return []
  try {
    return [await http.listen(metrics, (target) => metricsPage(target, server()))]
  } catch (error) {
    throw new Error(`Cannot boot MetricsProvider: ${messageOf(error)}`)
  }
}

async function openCommands({ config: { admin }, http, server, logger }: AdminOptions): Promise<Listener[]> {
  if (http === undefined || admin === undefined) return []
  const { address, commandUrl } = admin
  try {
    const listener = await http.listen(address, (target) => adminPage(commandUrl, target, server()))
    logger
      .named('org.apache.zookeeper.server.admin.JettyAdminServer')
      .info(`Started AdminServer on address ${address.host}, port ${address.port} and command URL ${commandUrl}`)
    return [listener]
  } catch (error) {
    throw new AdminServerError(`Problem starting AdminServer: ${messageOf(error)}`)
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
