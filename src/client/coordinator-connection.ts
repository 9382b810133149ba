import type { Api } from '../wire/kafka/api.ts'
import { errorOf, KafkaError } from '../wire/kafka/errors.ts'
import type { InputOf, Message, TypeOf } from '../wire/schema/index.ts'
import type { BrokerConnection } from './broker-connection.ts'
import type { Cluster } from './cluster.ts'
import { type CoordinatorType, findCoordinators } from './coordinator.ts'
import { isRetriable } from './errors.ts'

/** Errors that say the coordinator is another one by now, or not up yet. */
const moved: ReadonlySet<string> = new Set(['NOT_COORDINATOR', 'COORDINATOR_NOT_AVAILABLE'])

/** The broker that looks after a group or a transactional id, on a connection that no fetch holds up. */
export class CoordinatorConnection {
  readonly #cluster: Cluster
  readonly #type: CoordinatorType
  readonly #key: string
  #node: number | undefined

  /** `key` is the group's or the transactional id. */
  constructor(cluster: Cluster, type: CoordinatorType, key: string) {
    this.#cluster = cluster
    this.#type = type
    this.#key = key
  }

  /** Sends to the coordinator, found first where it is not known. Rejects when it does not answer; it is then looked for anew. */
  async send<Q extends Message, R extends Message>(
    api: Api<Q, R>,
    body: (version: number) => InputOf<Q>,
    options: { timeoutMs?: number; atLeast?: number; atMost?: number; channel?: string; deadline?: number } = {},
  ): Promise<TypeOf<R>> {
    const { timeoutMs = this.#cluster.config.requestTimeoutMs, channel = 'coordinator' } = options
    try {
      const connection = await this.#connect(channel, options.deadline ?? this.#cluster.deadline())
      const version = Math.min(
        connection.version(api.request, options.atLeast),
        options.atMost ?? api.request.maxVersion,
      )
      return await connection.send(api, version, body(version), timeoutMs)
    } catch (error) {
      if (isRetriable(error)) this.#node = undefined
      throw error
    }
  }

  /** The error that a code in an answer stands for; forgets the coordinator when it is another one. */
  errorIn(code: number): KafkaError | undefined {
    if (code === 0) return undefined
    if (moved.has(errorOf(code).name)) this.#node = undefined
    return new KafkaError(code)
  }

  async #connect(channel: string, deadline: number): Promise<BrokerConnection> {
    if (this.#node === undefined) {
      const found = await findCoordinators(this.#cluster, this.#type, [this.#key], {
        name: 'findCoordinator',
        deadline,
      })
      const node = found.get(this.#key)
      if (node instanceof Error) throw node
      this.#node = node
    }
    const node = this.#cluster.node(this.#node ?? -1, channel)
    if (node?.connection) return node.connection
    // One attempt, and none soon after it: a coordinator that is gone has a successor, which is to be asked for.
    if (node && node.backoffLeft === 0) return node.connect()
    throw new KafkaError('COORDINATOR_NOT_AVAILABLE')
  }
}
