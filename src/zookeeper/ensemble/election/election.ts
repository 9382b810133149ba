import type { Clock, Timer } from '../../../base/clock.ts'
import type { Logger } from '../../../base/logger.ts'
import type { Transport } from '../../../net/transport.ts'
import { MalformedError } from '../../../wire/schema/index.ts'
import type { EnsembleConfig } from '../../config/ensemble.ts'
import type { ServerAddress } from '../../config/server-entry.ts'
import { ElectionPort } from './election-port.ts'
import { type Effect, FastLeaderElection } from './fast-leader-election.ts'
import { decodeNotification, encodeNotification } from './notification.ts'
import type { PeerState } from './vote.ts'

export interface ElectionOptions {
  readonly id: number
  readonly ensemble: EnsembleConfig
  readonly transport: Transport
  readonly clock: Clock
  readonly logger: Logger
}

/** How long a quorum has to agree before the election ends. */
const settleTime = 200
const longestSilence = 60_000

/** Takes part in elections, its own and those of late joiners, as long as the server lives. */
export class Election {
  readonly #options: ElectionOptions
  readonly #logger: Logger
  readonly #machine: FastLeaderElection
  readonly #port: ElectionPort
  #settle: Timer | undefined
  #repeat: Timer | undefined
  #silence = settleTime
  #elected: (leader: number) => void = () => {}

  constructor(options: ElectionOptions) {
    const { id, ensemble, transport, clock, logger } = options
    const addressesOf = (other: number) => ensemble.servers.get(other)?.addresses.map(electionAddress) ?? []
    this.#options = options
    this.#logger = logger.named('org.apache.zookeeper.server.quorum.FastLeaderElection')
    this.#machine = new FastLeaderElection(id, ensemble.quorum)
    this.#port = new ElectionPort({
      id,
      addresses: addressesOf(id),
      listenOnAllIps: ensemble.listenOnAllIps,
      addressesOf,
      transport,
      clock,
      logger,
      received: (from, message) => this.#receive(from, message),
    })
  }

  /** Rejects with the network's error when the election port can't be had. */
  open(): Promise<void> {
    return this.#port.open()
  }

  get state(): PeerState {
    return this.#machine.state
  }

  /** Looks for a leader; resolves with its id, which may be this server's own. */
  elect(lastZxid: bigint, peerEpoch: number): Promise<number> {
    this.#logger.info(`New election. My id = ${this.#options.id}, proposed zxid=0x${lastZxid.toString(16)}`)
    return new Promise((resolve) => {
      this.#elected = resolve
      this.#silence = settleTime
      this.#repeatLater()
      this.#carryOut(this.#machine.look(lastZxid, peerEpoch))
    })
  }

  /** The leader's epoch has begun: that is what late joiners are told. */
  epochBegan(epoch: number): void {
    this.#machine.epochBegan(epoch)
  }

  async close(): Promise<void> {
    this.#settle?.cancel()
    this.#repeat?.cancel()
    await this.#port.close()
  }

  #receive(from: number, message: Buffer): void {
    try {
      const note = decodeNotification(message)
      this.#logger.info(
        `Notification: my state:${this.state}; n.sid:${from}, n.state:${note.state}, n.leader:${note.leader}, n.round:0x${note.electionEpoch.toString(16)}, n.peerEpoch:0x${note.peerEpoch.toString(16)}, n.zxid:0x${note.zxid.toString(16)}`,
      )
      if (this.state === 'looking') this.#repeatLater()
      this.#carryOut(this.#machine.hear(from, note))
    } catch (error) {
      if (!(error instanceof MalformedError)) throw error
      this.#logger.warn(`Got a short or malformed notification from server ${from}: ${error.message}`)
    }
  }

  /** Silence is answered with the same again, ever more seldom. */
  #repeatLater(): void {
    this.#repeat?.cancel()
    this.#repeat = this.#options.clock.after(this.#silence, () => {
      this.#silence = Math.min(this.#silence * 2, longestSilence)
      this.#repeatLater()
      this.#carryOut(this.#machine.repeat())
    })
  }

  #carryOut(effects: readonly Effect[]): void {
    for (const effect of effects) this.#carryOutOne(effect)
  }

  #carryOutOne(effect: Effect): void {
    switch (effect.kind) {
      case 'send':
        this.#port.send(effect.to, encodeNotification(effect.note, this.#options.ensemble.configText))
        return
      case 'settle':
        this.#settle = this.#options.clock.after(settleTime, () => this.#carryOut(this.#machine.settled()))
        return
      case 'unsettle':
        this.#settle?.cancel()
        return
      case 'elected':
        this.#repeat?.cancel()
        this.#elected(effect.leader)
    }
  }
}

function electionAddress({ host, electionPort }: ServerAddress) {
  return { host, port: electionPort }
}
