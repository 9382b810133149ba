import { isZooKeeperError } from '../../wire/jute/errors.ts'
import type { ZooKeeperClient } from '../../zookeeper/client/client.ts'
import { createWithParents } from '../znodes/create-with-parents.ts'
import { decodeEntityConfig, encodeConfigChange, encodeEntityConfig, entityPath } from '../znodes/entity-config.ts'
import { type ConfigEntityType, paths } from '../znodes/paths.ts'
import type { Properties } from './broker-config.ts'

/** Overrides as ZooKeeper holds them, and the notice by which all brokers learn that some changed. */
export class EntityStore {
  readonly #zookeeper: ZooKeeperClient

  constructor(zookeeper: ZooKeeperClient) {
    this.#zookeeper = zookeeper
  }

  /** Empty for an entity without overrides. */
  async read(type: ConfigEntityType, name: string): Promise<Map<string, string>> {
    try {
      const { data } = await this.#zookeeper.get(paths.config(type, name))
      return data === null ? new Map() : decodeEntityConfig(data)
    } catch (error) {
      if (!isZooKeeperError(error, 'noNode')) throw error
      return new Map()
    }
  }

  /** Replaces an entity's overrides, and tells the brokers. */
  async write(type: ConfigEntityType, name: string, config: Properties): Promise<void> {
    const path = paths.config(type, name)
    const data = encodeEntityConfig(config)
    try {
      await this.#zookeeper.set(path, data)
    } catch (error) {
      if (!isZooKeeperError(error, 'noNode')) throw error
      await createWithParents(this.#zookeeper, path, data)
    }
    const notice = encodeConfigChange(entityPath(type, name))
    await this.#zookeeper.create(paths.configChange, notice, { mode: 'persistentSequential' })
  }
}
