import { type Clock, pause } from '../../base/clock.ts'
import type { Logger } from '../../base/logger.ts'
import { isZooKeeperError } from '../../wire/jute/errors.ts'
import type { ClientState, ZooKeeperClient } from '../../zookeeper/client/client.ts'
import type { Endpoint } from '../configs/listeners.ts'
import { type RegistrationOptions, registerBroker, updateRegistration } from './registration.ts'

export interface MembershipOptions {
  readonly zookeeper: ZooKeeperClient
  readonly clock: Clock
  readonly logger: Logger
  readonly brokerId: number
  readonly endpoints: () => readonly Endpoint[]
  readonly rack: string | null
  /** The session is over, and with it whatever it held. The next one begins when this is settled. */
  expired(): Promise<void>
  /** There is a new session, and the broker is registered again, under a new epoch. */
  renewed(): Promise<void>
}

/** Between attempts to register again: what was refused once may be granted later. */
const retryMs = 1000

/** This broker's node among `/brokers/ids`: made at the start, and made again whenever the session that held it expired. */
export class Membership {
  readonly #options: MembershipOptions
  /** Sessions of this process: a node that one of them left behind is this broker's own. */
  readonly #sessions = new Set<bigint>()
  #unsubscribe = () => {}
  #left = false
  #epoch = -1

  constructor(options: MembershipOptions) {
    this.#options = options
  }

  /** The czxid of the broker's node: −1 before there is one; that of the last one when it went with its session. */
  get epoch(): number {
    return this.#epoch
  }

  /** Throws ZooKeeper's NodeExists when the id is another running broker's. */
  async join(): Promise<void> {
    await this.#register()
    this.#unsubscribe = this.#options.zookeeper.onState((state) => this.#changed(state))
  }

  /** From now on the node is left to its fate: it goes with the session. */
  leave(): void {
    this.#left = true
    this.#unsubscribe()
  }

  /** Tells of changed endpoints. A registration that is lost at the moment will be made with them. */
  async update(): Promise<void> {
    try {
      await updateRegistration(this.#registration)
    } catch (error) {
      if (!isZooKeeperError(error, 'noNode') && !isZooKeeperError(error, 'sessionExpired')) throw error
    }
  }

  get #registration(): RegistrationOptions {
    return { ...this.#options, endpoints: this.#options.endpoints() }
  }

  async #register(): Promise<void> {
    this.#epoch = await registerBroker(this.#registration, this.#sessions)
    this.#sessions.add(this.#options.zookeeper.sessionId)
  }

  async #changed(state: ClientState): Promise<void> {
    const { zookeeper, expired } = this.#options
    if (state === 'SyncConnected') this.#sessions.add(zookeeper.sessionId)
    else if (state === 'Expired') await expired()
    else if (state === 'Renewed') await this.#renew()
  }

  async #renew(): Promise<void> {
    const { clock, renewed } = this.#options
    while (!this.#left) {
      try {
        await this.#register()
        return await renewed()
      } catch (error) {
        // This session is over too: its successor will call again.
        if (this.#left || isZooKeeperError(error, 'sessionExpired')) return
        const text = error instanceof Error ? error.message : String(error)
        this.#options.logger.error(`Could not register again: ${text}`)
      }
      await pause(clock, retryMs)
    }
  }
}
