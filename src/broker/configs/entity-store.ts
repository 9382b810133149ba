import { hashOrder } from '../../base/hash-order.ts'
import { isZooKeeperError } from '../../wire/jute/errors.ts'
import type { ZooKeeperClient } from '../../zookeeper/client/client.ts'
import { childrenIfAny } from '../znodes/children.ts'
import { createParents, createWithParents } from '../znodes/create-with-parents.ts'
import { decodeEntityConfig, encodeConfigChange, encodeEntityConfig, entityPath } from '../znodes/entity-config.ts'
import { type ConfigEntityType, paths } from '../znodes/paths.ts'
import type { Properties } from './broker-config.ts'
import { removeEmptyEntity } from './empty-entities.ts'

/** The buckets of a node's set of children. */
const zooKeeperSetSize = 8

/** Those that have a znode only as long as it says something. */
const quotaTypes: ReadonlySet<ConfigEntityType> = new Set(['users', 'clients', 'ips'])

/**
 * Overrides as ZooKeeper holds them, and the notice by which all brokers learn that some changed. Names are those of
 * znodes: sanitised ones for users, clients and ips, `U/clients/C` for a user's client.
 */
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

  /** All entities of the type that have a znode. */
  names(type: ConfigEntityType): Promise<readonly string[]> {
    return this.#children(paths.configsOf(type))
  }

  /** The clients of a user that have a znode. */
  clientsOf(user: string): Promise<readonly string[]> {
    return this.#children(paths.config('users', `${user}/clients`))
  }

  /** In the order of Apache's server, which Kafka's answers and thereby its tools' output keep. */
  async #children(path: string): Promise<readonly string[]> {
    return hashOrder(await childrenIfAny(this.#zookeeper, path), (name) => name, zooKeeperSetSize)
  }

  /** Replaces an entity's overrides, and tells the brokers. */
  async write(type: ConfigEntityType, name: string, config: Properties): Promise<void> {
    const gone = config.size === 0 && quotaTypes.has(type) && (await removeEmptyEntity(this.#zookeeper, type, name))
    if (!gone) await this.#set(paths.config(type, name), encodeEntityConfig(config))
    await this.#tell(encodeConfigChange(entityPath(type, name)))
  }

  /** Where no broker has been yet, there is no place for notices either. */
  async #tell(notice: Buffer): Promise<void> {
    const create = () => this.#zookeeper.create(paths.configChange, notice, { mode: 'persistentSequential' })
    try {
      await create()
    } catch (error) {
      if (!isZooKeeperError(error, 'noNode')) throw error
      await createParents(this.#zookeeper, paths.configChange)
      await create()
    }
  }

  async #set(path: string, data: Buffer): Promise<void> {
    try {
      await this.#zookeeper.set(path, data)
    } catch (error) {
      if (!isZooKeeperError(error, 'noNode')) throw error
      await createWithParents(this.#zookeeper, path, data)
    }
  }
}
