import { isZooKeeperError } from '../../../src/wire/jute/errors.ts'
import type { ZooKeeperClient } from '../../../src/zookeeper/client/client.ts'
import type { Stage } from '../stage.ts'

/** Sessions of clients that do nothing but be there: one at each server. While nothing is wrong, none of them ends. */
export class Idlers {
  readonly #stage: Stage
  readonly #clients: readonly ZooKeeperClient[]

  constructor(stage: Stage, sessionTimeoutMs: number) {
    this.#stage = stage
    this.#clients = stage.hosts.map((host) => stage.director.client([host], sessionTimeoutMs))
  }

  async start(): Promise<void> {
    const create = (client: ZooKeeperClient, index: number) =>
      client.create(`/e/idle-${index}`, Buffer.from(`idle.${index}`), { mode: 'ephemeral' })
    await Promise.all(this.#clients.map(create))
  }

  async stop(): Promise<void> {
    for (const [index, client] of this.#clients.entries()) {
      try {
        if ((await client.exists(`/e/idle-${index}`)) === undefined) this.#lost(index, 'its node is gone')
      } catch (error) {
        if (!isZooKeeperError(error, 'sessionExpired') && !isZooKeeperError(error, 'connectionLoss')) throw error
        this.#lost(index, error.message)
      }
      await client.close()
    }
  }

  #lost(index: number, reason: string): void {
    this.#stage.history.violate(
      'session',
      `nothing was wrong, and the one at ${this.#stage.hosts[index]} ended: ${reason}`,
    )
  }
}
