import { ZooKeeperError } from '../../../wire/jute/errors.ts'
import { opCode } from '../../../wire/jute/op-codes.ts'
import type { ReconfigRequest } from '../../../wire/jute/requests.ts'
import { Access } from '../../access/access.ts'
import type { Membership } from '../../config/membership.ts'
import type { CommitListener, CommitSource, Committed } from '../../processors/commit-source.ts'
import { Outlook } from '../../processors/outlook.ts'
import { Preparer } from '../../processors/preparer.ts'
import type { Request } from '../../processors/request.ts'
import { Upkeep } from '../../server/upkeep.ts'
import type { Database } from '../../storage/database.ts'
import { epochStart } from '../../storage/epochs.ts'
import { Journal } from '../../storage/journal.ts'
import { encodeEntry } from '../../storage/txn-codec.ts'
import type { TxnEntry } from '../../tree/txn.ts'
import { LeaderSessions } from './leader-sessions.ts'
import { Logging } from './logging.ts'
import { type Accepted, Proposals } from './proposals.ts'
import { designatedLeader, nextMembership, proposedMembers } from './reconfiguration.ts'
import type { RoleOptions } from './role.ts'

/** A transaction on its way. */
export interface Proposed {
  readonly entry: TxnEntry
  readonly bytes: Buffer
  readonly committed: Committed
}

/** Those who learn from this leader. */
export interface Learners {
  propose(zxid: bigint, bytes: Buffer): void
  /** To followers that it is decided; to observers, what. */
  commit(zxid: bigint, bytes: Buffer): void
  /** The same for new members of the ensemble, and who leads them from now on. */
  activate(zxid: bigint, bytes: Buffer, leader: number): void
  /** Those that have all that the leader has, itself among them. */
  readonly syncedServers: ReadonlySet<number>
  /** Figures for `mntr`. */
  readonly figures: readonly (readonly [key: string, value: number])[]
  /** No transaction can be made any more in this epoch. */
  exhausted(): void
  failed(error: Error): void
}

const lastCounter = 0xffffffffn

/** The leader's changes: decided here, logged and proposed, and made when a quorum has them on its disks. */
export class LeaderSource implements CommitSource {
  readonly role = 'leader'
  readonly database: Database
  readonly sessions: LeaderSessions
  readonly #options: RoleOptions
  readonly #learners: Learners
  readonly #proposals: Proposals<Proposed>
  readonly #outlook: Outlook
  readonly #preparer: Preparer
  readonly #journal: Journal
  readonly #logging: Logging
  readonly #upkeep: Upkeep
  readonly #syncs = new Map<bigint, (() => void)[]>()
  readonly #sizes = { last: -1, min: -1, max: -1 }
  #listener: CommitListener = { turn: (work) => work(), sessionEnded: () => {} }
  #lastProposed: bigint
  #isStopped = false
  /** Somebody else leads by the new members: only that server decides any more. */
  #isHandedOver = false

  constructor(options: RoleOptions, epoch: number, learners: Learners) {
    const { config, clock, database, logger, view, myId } = options
    this.#options = options
    this.#learners = learners
    this.database = database
    this.sessions = new LeaderSessions(clock, config.tickTime, myId)
    this.#proposals = new Proposals(() => view.quorums)
    this.#outlook = new Outlook(database.tree, config.digestEnabled)
    this.#preparer = this.#makePreparer()
    this.#journal = new Journal(options)
    this.#logging = new Logging({
      clock,
      journal: this.#journal,
      synced: (zxids) => {
        this.turn(() => {
          for (const zxid of zxids) this.ack(myId, zxid)
        })
      },
      failed: (error) => learners.failed(error),
    })
    this.#upkeep = new Upkeep({
      clock,
      database,
      sessions: this.sessions.table,
      logger: logger.named('org.apache.zookeeper.server.ZooKeeperServer'),
      containers: config.containers,
      submit: (request) => this.submit(request, () => {}),
    })
    this.#lastProposed = epochStart(epoch)
  }

  get outstanding(): number {
    return this.#proposals.size
  }

  get statusLines(): readonly string[] {
    const { last, min, max } = this.#sizes
    return [`Proposal sizes last/min/max: ${last}/${min}/${max}`]
  }

  get figures(): readonly (readonly [key: string, value: number])[] {
    const { last, min, max } = this.#sizes
    return [
      ...this.#learners.figures,
      ['pending_syncs', this.#syncs.size],
      ['last_proposal_size', last],
      ['max_proposal_size', max],
      ['min_proposal_size', min],
    ]
  }

  get lastProposed(): bigint {
    return this.#lastProposed
  }

  listen(listener: CommitListener): void {
    this.#listener = listener
  }

  /** What was proposed in an earlier epoch, or made by this leader of the first settings, is decided with its election. */
  activateSeen(synced: ReadonlySet<number>): void {
    if (this.#options.config.reconfigEnabled) this.#activate(this.#options.view.lastSeen, synced)
  }

  /** A quorum follows: the epoch has begun, and what happens by the clock too. */
  start(): void {
    this.database.lastZxid = this.#lastProposed
    this.#upkeep.start()
  }

  /** Runs around acknowledgements that came together: what follows from them is committed, and its answers leave, together. */
  turn(work: () => void): void {
    this.#listener.turn(() => {
      work()
      this.#commitReady()
    })
  }

  submit(request: Request, committed: Committed): void {
    if (this.#isStopped) return
    if (BigInt.asUintN(32, this.#lastProposed) === lastCounter) {
      this.#learners.exhausted()
      return
    }
    this.#noteSession(request)
    const zxid = ++this.#lastProposed
    const entry = this.#preparer.prepare(request, { zxid, time: this.#options.clock.now() })
    if (request.type === opCode.closeSession) this.sessions.table.close(request.sessionId)
    this.#propose({ entry, bytes: encodeEntry(entry), committed })
  }

  /** Calls back when what was proposed so far is committed. */
  sync(reached: () => void): void {
    if (this.#isStopped) return
    if (this.#proposals.size === 0) reached()
    else this.#syncs.set(this.#lastProposed, [...(this.#syncs.get(this.#lastProposed) ?? []), reached])
  }

  /** A server has the transaction on its disk. */
  ack(id: number, zxid: bigint): void {
    this.#proposals.ack(id, zxid)
  }

  /** Proposals that are not committed. */
  get proposed(): readonly Proposed[] {
    return this.#proposals.after(0n)
  }

  /** No callback comes after this. */
  stop(): void {
    this.#isStopped = true
    this.#upkeep.stop()
  }

  /** Everything logged is on the disk then. */
  async close(): Promise<void> {
    this.stop()
    await this.#logging.close()
  }

  #commitReady(): void {
    let count = 0
    while (!this.#isStopped && !this.#isHandedOver) {
      const next = this.#proposals.takeCommitted()
      if (next === undefined) break
      this.#commit(next)
      count++
    }
    if (count > 0) this.#journal.applied(count)
  }

  /** The members are decided; gives who leads from now on. */
  #activate(members: Membership, supporters: ReadonlySet<number>): number {
    const { myId, view, activate } = this.#options
    const leader = designatedLeader({
      id: myId,
      current: view.current,
      next: members,
      supporters,
      later: this.#proposals.acks,
    })
    activate(members, leader)
    this.#isHandedOver = leader !== myId
    return leader
  }

  #makePreparer(): Preparer {
    const { config, database } = this.#options
    return new Preparer({
      tree: database.tree,
      outlook: this.#outlook,
      access: new Access(config),
      ttlEnabled: config.ttlEnabled,
      enforceQuota: config.enforceQuota,
      reconfigure: (change, zxid) => this.#reconfigure(change, zxid),
      checkSession: (request, mustBeKnown) => this.sessions.check(request, mustBeKnown),
    })
  }

  #reconfigure(change: ReconfigRequest, zxid: bigint): string {
    const { view, config, ensemble } = this.#options
    if (!config.reconfigEnabled) throw new ZooKeeperError('reconfigDisabled')
    const { current, lastSeen } = view
    const synced = this.#learners.syncedServers
    return nextMembership(change, zxid, { current, lastSeen, synced, rules: ensemble.rules }).text
  }

  /** A session that begins at another server. */
  #noteSession({ type, owner, sessionId, body }: Request): void {
    if (type !== opCode.createSession || owner === undefined || body.length < 4) return
    this.sessions.begin(sessionId, body.readInt32BE(0), owner)
  }

  #propose(proposed: Proposed): void {
    const { entry, bytes } = proposed
    const { zxid } = entry.header
    const members = proposedMembers(entry)
    if (members !== undefined) this.#options.view.saw(members)
    this.#proposals.add(zxid, proposed)
    this.#logging.append(entry, bytes)
    this.#noteSize(bytes.length)
    this.#learners.propose(zxid, bytes)
  }

  #noteSize(size: number): void {
    const sizes = this.#sizes
    sizes.last = size
    sizes.min = sizes.min === -1 ? size : Math.min(sizes.min, size)
    sizes.max = Math.max(sizes.max, size)
  }

  #commit({ content: { entry, bytes, committed }, acks }: Accepted<Proposed>): void {
    const { zxid, clientId } = entry.header
    const members = proposedMembers(entry)
    if (members === undefined) this.#learners.commit(zxid, bytes)
    else this.#learners.activate(zxid, bytes, this.#activate(members, acks))
    const result = this.database.apply(entry, bytes)
    this.#outlook.applied(zxid)
    const isEnd = entry.txn.kind === 'closeSession'
    if (isEnd) this.sessions.remove(clientId)
    committed(entry, result)
    if (isEnd) this.#listener.sessionEnded(clientId)
    for (const reached of this.#syncs.get(zxid) ?? []) reached()
    this.#syncs.delete(zxid)
  }
}
