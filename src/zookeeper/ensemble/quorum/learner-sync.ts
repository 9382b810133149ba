import type { Disk } from '../../../base/disk/disk.ts'
import { packetType, type QuorumPacket } from '../../../wire/jute/quorum.ts'
import { MalformedError } from '../../../wire/schema/index.ts'
import { DataDirectoryError, load } from '../../storage/data-directory.ts'
import { Database } from '../../storage/database.ts'
import { announceEpoch, arriveInEpoch, epochOf, readEpochs, writeEpoch } from '../../storage/epochs.ts'
import { cutLogs, reachesBackTo, truncateTo } from '../../storage/log-history.ts'
import type { RecordInput } from '../../storage/record-input.ts'
import { receiveSnapshot } from '../../storage/snapshot-stream.ts'
import { removeSnapshotsAfter, writeSnapshotSlowly } from '../../storage/snapshots.ts'
import { DataTree } from '../../tree/data-tree.ts'
import type { Held } from './catch-up.ts'
import type { RoleOptions } from './role.ts'

const never = 2n ** 63n

/** Where a learner goes on from: the leader's first packet after the learner's promise says. */
export type StartingPoint =
  | { readonly kind: 'database'; readonly database: Database }
  | { readonly kind: 'snapshot'; readonly receive: (input: RecordInput) => Generator<undefined, Database, undefined> }

/** @throws MalformedError, DataDirectoryError */
export function startingPoint(options: RoleOptions, { type, zxid }: QuorumPacket): StartingPoint {
  switch (type) {
    case packetType.diff:
      return { kind: 'database', database: options.database }
    case packetType.trunc:
      return { kind: 'database', database: goBack(options, zxid) }
    case packetType.snap:
      return { kind: 'snapshot', receive: (input) => receiveAll(options, input, zxid) }
    default:
      throw new MalformedError(`Got unexpected packet from leader: ${type}`)
  }
}

function goBack(options: RoleOptions, zxid: bigint): Database {
  const { disk, directories, logger } = options
  const log = logger.named('org.apache.zookeeper.server.ZKDatabase')
  // Nothing is lost by asking again: once there is something new, the leader has nothing to send but a snapshot.
  if (!reachesBackTo(disk, directories, zxid)) throw new MalformedError(`0x${zxid.toString(16)} is in no file here`)
  if (!truncateTo(disk, directories, zxid))
    throw new DataDirectoryError(`Not able to truncate the log 0x${zxid.toString(16)}`)
  const database = load(disk, directories, treeOptions(options), (message) => log.warn(message))
  if (database.lastZxid > zxid) throw new DataDirectoryError(`Not able to truncate the log 0x${zxid.toString(16)}`)
  database.lastZxid = zxid
  return database
}

function* receiveAll(
  options: RoleOptions,
  input: RecordInput,
  zxid: bigint,
): Generator<undefined, Database, undefined> {
  const tree = new DataTree(treeOptions(options))
  const sessions = yield* receiveSnapshot(input, tree)
  const database = new Database(tree, sessions, zxid)
  // The leader went on meanwhile: the tree shows the traces of what is to come.
  database.checksDigestsFrom = never
  return database
}

function treeOptions({ config }: RoleOptions) {
  return { ttlEnabled: config.ttlEnabled, digestEnabled: config.digestEnabled }
}

/** All that a leader had, as it came: a database, or none where this server's own is the begin; and what follows it. */
export interface Arrived {
  readonly epoch: number
  readonly received: Database | undefined
  readonly earlier: readonly Held[]
  /** Resolves when these are on the disk. */
  readonly log: (entries: readonly Held[]) => Promise<void>
  readonly isOver: () => boolean
}

/**
 * Brings it to the disk, epoch by epoch, and says last that this epoch's leader is followed: after a crash on the way
 * the server has the begin of the leader's history and claims no more than that.
 */
export async function settle(options: RoleOptions, arrived: Arrived): Promise<void> {
  const { received, earlier, log, isOver, epoch } = arrived
  const { disk, directories, database } = options
  const current = new CurrentEpoch(disk, directories.snapshots, database.lastZxid)
  if (received !== undefined) {
    await current.during(epochOf(received.lastZxid), () => keepSnapshot(options, received, isOver), isOver)
  }
  for (const part of byEpoch(earlier)) {
    const [first] = part
    if (first === undefined || isOver()) return
    await current.during(epochOf(first.entry.header.zxid), () => log(part), isOver)
  }
  if (!isOver()) current.reach(epoch)
}

/** The epoch file while transactions of later epochs come to the disk. */
class CurrentEpoch {
  readonly #disk: Disk
  readonly #directory: string
  #current: number

  constructor(disk: Disk, directory: string, lastZxid: bigint) {
    this.#disk = disk
    this.#directory = directory
    this.#current = readEpochs(disk, directory, lastZxid).current
  }

  async during(epoch: number, write: () => Promise<void>, isOver: () => boolean): Promise<void> {
    const isLater = epoch > this.#current
    if (isLater) announceEpoch(this.#disk, this.#directory, epoch)
    await write()
    if (!isLater || isOver()) return
    arriveInEpoch(this.#disk, this.#directory)
    this.#current = epoch
  }

  reach(epoch: number): void {
    if (epoch > this.#current) writeEpoch(this.#disk, this.#directory, 'current', epoch)
  }
}

function byEpoch(entries: readonly Held[]): Held[][] {
  const parts: Held[][] = []
  for (const held of entries) {
    const part = parts.at(-1)
    const isSame = epochOf(part?.[0]?.entry.header.zxid ?? 0n) === epochOf(held.entry.header.zxid)
    if (part !== undefined && isSame) part.push(held)
    else parts.push([held])
  }
  return parts
}

/** What the leader sent is this server's state now; whatever its files knew beyond that never happened. */
async function keepSnapshot(options: RoleOptions, database: Database, isOver: () => boolean): Promise<void> {
  const { disk, clock, directories } = options
  // Before the snapshot, or a crash would leave them to be made on top of it.
  cutLogs(disk, directories, database.lastZxid)
  await writeSnapshotSlowly({ disk, clock, directory: directories.snapshots, database, isOver })
  if (!isOver()) removeSnapshotsAfter(disk, directories.snapshots, database.lastZxid)
}
