import type { Disk } from '../../base/disk/disk.ts'
import type { Logger } from '../../base/logger.ts'
import type { ZooKeeperConfig } from '../config/config.ts'
import { removeNext, writeMembers, writeNext } from '../config/config-files.ts'
import type { EnsembleConfig } from '../config/ensemble.ts'
import { hasSameMembers, type Membership } from '../config/membership.ts'
import type { Quorum } from '../config/quorum.ts'

export interface ViewOptions {
  readonly config: Pick<ZooKeeperConfig, 'reconfigEnabled'>
  readonly ensemble: EnsembleConfig
  readonly myId: number
  readonly disk: Disk
  readonly logger: Logger
}

/**
 * The members of the ensemble as this server knows them: those that were decided last, and those that were proposed
 * after them, if any. While there are both, a quorum has to be one of each; and either's voters may vote.
 */
export class View implements Quorum {
  readonly #options: ViewOptions
  readonly #logger: Logger
  #current: Membership
  #lastSeen: Membership
  #quorums: readonly Quorum[] | undefined

  constructor(options: ViewOptions) {
    const { members, next } = options.ensemble
    this.#options = options
    this.#logger = options.logger.named('org.apache.zookeeper.server.quorum.QuorumPeer')
    this.#current = members
    this.#lastSeen = next !== undefined && next.version > members.version ? next : members
  }

  /** What was decided. */
  get current(): Membership {
    return this.#current
  }

  /** What was proposed last; the same as `current` when that was decided. */
  get lastSeen(): Membership {
    return this.#lastSeen
  }

  /** Whether this server has no vote; one that is no member at all follows as if it had one, but it doesn't count. */
  get isObserver(): boolean {
    return this.#current.servers.get(this.#options.myId)?.isObserver ?? false
  }

  /** Those which a decision has to have a quorum of, each. */
  get inForce(): readonly Membership[] {
    return this.#lastSeen.version > this.#current.version ? [this.#current, this.#lastSeen] : [this.#current]
  }

  /** Theirs; the same array as long as nothing changes. */
  get quorums(): readonly Quorum[] {
    this.#quorums ??= this.inForce.map(({ quorum }) => quorum)
    return this.#quorums
  }

  get voters(): readonly number[] {
    return [...new Set(this.inForce.flatMap(({ quorum }) => quorum.voters))]
  }

  isVoter(id: number): boolean {
    return this.inForce.some(({ quorum }) => quorum.isVoter(id))
  }

  isQuorum(ids: ReadonlySet<number>): boolean {
    return this.inForce.every(({ quorum }) => quorum.isQuorum(ids))
  }

  /** Only who votes by what was decided may lead. */
  weightOf(id: number): number {
    const { quorum } = this.#current
    return quorum.isVoter(id) ? quorum.weightOf(id) : 0
  }

  /** These members were proposed. */
  saw(members: Membership): void {
    const { ensemble, disk, config } = this.#options
    if (!config.reconfigEnabled || members.version === this.#lastSeen.version) return
    if (members.version < this.#lastSeen.version) {
      this.#logger.error(`Seen a stale configuration: ${members.text}; the last one was ${this.#lastSeen.text}`)
    }
    this.#lastSeen = members
    this.#quorums = undefined
    const { file } = ensemble
    if (file !== undefined) this.#keep(() => writeNext(disk, file, members))
  }

  /** These members were decided. Gives those before them, if they are others or in other roles; undefined if nothing changes. */
  activate(members: Membership): Membership | undefined {
    const before = this.#current
    if (!this.#options.config.reconfigEnabled || before.version >= members.version) return undefined
    this.#current = members
    this.#quorums = undefined
    if (members.version > this.#lastSeen.version) this.#lastSeen = members
    this.#write(members)
    return hasSameMembers(before, members) ? undefined : before
  }

  #write(members: Membership): void {
    const { disk, ensemble, myId } = this.#options
    const { file } = ensemble
    if (file === undefined) return
    const tellsClientPort = members.servers.get(myId)?.client !== undefined
    this.#keep(() => {
      writeMembers(disk, file, members, !tellsClientPort)
      if (members.version === this.#lastSeen.version) removeNext(disk, file)
    })
  }

  /** What can't be written is known all the same: others tell it again after the next start. */
  #keep(write: () => void): void {
    try {
      write()
    } catch (error) {
      this.#logger.error(`The new configuration can't be written: ${error instanceof Error ? error.message : error}`)
    }
  }
}
