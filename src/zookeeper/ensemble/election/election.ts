import type { Clock, Timer } from '../../../base/clock.ts'
import type { Logger } from '../../../base/logger.ts'
import { parseProperties } from '../../../base/properties.ts'
import type { Address, Transport } from '../../../net/transport.ts'
import { MalformedError } from '../../../wire/schema/index.ts'
import { ConfigError } from '../../config/config-error.ts'
import type { EnsembleConfig } from '../../config/ensemble.ts'
import { type Membership, readMembership } from '../../config/membership.ts'
import type { ServerAddress } from '../../config/server-entry.ts'
import type { View } from '../view.ts'
import { ElectionPort } from './election-port.ts'
import { type Effect, FastLeaderElection } from './fast-leader-election.ts'
import { decodeNotification, encodeNotification } from './notification.ts'
import type { PeerState } from './vote.ts'

export interface ElectionOptions {
  readonly id: number
  readonly ensemble: Pick<EnsembleConfig, 'listenOnAllIps' | 'electionPortBindRetries'>
  readonly view: View
  readonly transport: Transport
  readonly clock: Clock
  readonly logger: Logger
  /** Others know these members, while this server has no leader; true when they are to be used from now on. */
  readonly learned: (members: Membership) => boolean
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
  #lastZxid = 0n
  #peerEpoch = 0
  #elected: (leader: number) => void = () => {}
  #ownAddresses: readonly Address[] = []

  constructor(options: ElectionOptions) {
    const { id, ensemble, view, transport, clock, logger } = options
    this.#options = options
    this.#logger = logger.named('org.apache.zookeeper.server.quorum.FastLeaderElection')
    this.#machine = new FastLeaderElection(id, view, () => view.isObserver)
    this.#port = new ElectionPort({
      id,
      listenOnAllIps: ensemble.listenOnAllIps,
      bindRetries: ensemble.electionPortBindRetries,
      addressesOf: (other) => this.#addressesOf(other),
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
    this.#lastZxid = lastZxid
    this.#peerEpoch = peerEpoch
    this.#logger.info(`New election. My id = ${this.#options.id}, proposed zxid=0x${lastZxid.toString(16)}`)
    return new Promise((resolve) => {
      this.#elected = resolve
      this.#silence = settleTime
      this.#repeatLater()
      this.#carryOut(this.#machine.look(lastZxid, peerEpoch))
    })
  }

  /** The leader was decided without an election. */
  appoint(leader: number, zxid: bigint): void {
    this.#machine.appoint(leader, zxid)
  }

  /** The members are others now: listens where they say. Rejects with the network's error when that port can't be had. */
  membersChanged(): Promise<void> {
    return this.#port.rebind()
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
      const { note, configText } = decodeNotification(message)
      this.#logger.info(
        `Notification: my state:${this.state}; n.sid:${from}, n.state:${note.state}, n.leader:${note.leader}, n.round:0x${note.electionEpoch.toString(16)}, n.peerEpoch:0x${note.peerEpoch.toString(16)}, n.zxid:0x${note.zxid.toString(16)}`,
      )
      if (this.state !== 'looking') this.#carryOut(this.#machine.hear(from, note))
      else if (configText !== undefined && this.#learn(from, configText)) this.#lookAgain()
      else {
        // Who has no vote can't be what this server waits for.
        if (this.#options.view.current.quorum.isVoter(from)) this.#repeatLater()
        this.#carryOut(this.#machine.hear(from, note))
      }
    } catch (error) {
      if (!(error instanceof MalformedError)) throw error
      this.#logger.warn(`Got a short or malformed notification from server ${from}: ${error.message}`)
    }
  }

  /** Whether the sender knows newer members, which are used from now on. */
  #learn(from: number, configText: string): boolean {
    try {
      const members = readMembership(parseProperties(configText))
      return members.version > this.#options.view.current.version && this.#options.learned(members)
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      this.#logger.error(`Something went wrong while processing config received from ${from}: ${error.message}`)
      return false
    }
  }

  #lookAgain(): void {
    this.#logger.info('restarting leader election')
    this.#silence = settleTime
    this.#repeatLater()
    this.#carryOut(this.#machine.look(this.#lastZxid, this.#peerEpoch))
  }

  /** Who is no member any more still listens where it did, and has to say so to be answered. */
  #addressesOf(id: number): readonly Address[] {
    const { inForce } = this.#options.view
    if (id !== this.#options.id) return namedAddresses(id, [...inForce].reverse())
    const named = namedAddresses(id, inForce)
    if (named.length > 0) this.#ownAddresses = named
    return this.#ownAddresses
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
        this.#port.send(effect.to, encodeNotification(effect.note, this.#options.view.current.text))
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

/** As the first of these memberships has it that names the server. */
function namedAddresses(id: number, memberships: readonly Membership[]): readonly Address[] {
  const entry = memberships.map(({ servers }) => servers.get(id)).find((each) => each !== undefined)
  return entry?.addresses.map(electionAddress) ?? []
}

function electionAddress({ host, electionPort }: ServerAddress) {
  return { host, port: electionPort }
}
