import { type Maker, removeFolder, type Server, startBrokerServer, startZooKeeperServer } from './servers.ts'

/** The servers of one test, to be ended together with whatever they hold. */
export class ServerSet {
  readonly #servers: Server[] = []

  async zookeeper(maker: Maker, settings: Record<string, string> = {}): Promise<Server> {
    const server = await startZooKeeperServer(maker, settings)
    this.#servers.push(server)
    return server
  }

  async broker(
    maker: Maker,
    zookeeper: Server,
    settings: Record<string, string> = {},
    within: readonly string[] = [],
  ): Promise<Server> {
    const server = await startBrokerServer(maker, zookeeper, settings, within)
    this.#servers.push(server)
    return server
  }

  /** Kills them, brokers before their ZooKeeper, and removes their folders. */
  async dispose(): Promise<void> {
    for (const server of this.#servers.splice(0).reverse()) {
      await server.stop('SIGKILL')
      removeFolder(server.folder)
    }
  }
}
