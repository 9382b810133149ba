import type { Clock } from '../../../base/clock.ts'
import type { Disk } from '../../../base/disk/disk.ts'
import type { Logger } from '../../../base/logger.ts'
import type { Random } from '../../../base/random.ts'
import type { Transport } from '../../../net/transport.ts'
import type { ZooKeeperConfig } from '../../config/config.ts'
import type { EnsembleConfig } from '../../config/ensemble.ts'
import type { Membership } from '../../config/membership.ts'
import type { CommitSource } from '../../processors/commit-source.ts'
import type { DataDirectories } from '../../storage/data-directory.ts'
import type { Database } from '../../storage/database.ts'
import type { View } from '../view.ts'

/** What a server is, once an election has told it: the leader, or one that learns from it. */
export interface Role {
  /** Resolves when the role is over and a new election is due; with an error only when the server can't go on at all. */
  readonly ended: Promise<Error | undefined>
  /**
   * Ends it, also after `ended`: what was logged is on the disk, files and connections are closed. Gives the database
   * as it stands, without what was logged and not committed; undefined when it has to be loaded from the files.
   */
  close(): Promise<Database | undefined>
}

export interface RoleOptions {
  readonly config: ZooKeeperConfig
  readonly ensemble: EnsembleConfig
  /** This server's id. */
  readonly myId: number
  readonly transport: Transport
  readonly clock: Clock
  readonly random: Random
  readonly disk: Disk
  /** Named anew for each part. */
  readonly logger: Logger
  readonly directories: DataDirectories
  readonly database: Database
  /** The members of the ensemble. */
  readonly view: View
  /**
   * These members were decided, and `leader` with them, unless that is undefined. True when the role is over: this
   * server leads or follows another way from now on.
   */
  readonly activate: (members: Membership, leader: number | undefined) => boolean
  /** The new leader's epoch is known: that is what others are told of the election from now on. */
  readonly epochBegan: (epoch: number) => void
  /** Called once, when clients may be served. */
  readonly serve: (source: CommitSource) => void
}
