import { packetType, type QuorumPacket } from '../../../wire/jute/quorum.ts'
import { MalformedError } from '../../../wire/schema/index.ts'
import { DataDirectoryError, load } from '../../storage/data-directory.ts'
import { Database } from '../../storage/database.ts'
import { cutLogs, truncateTo } from '../../storage/log-history.ts'
import type { RecordInput } from '../../storage/record-input.ts'
import { receiveSnapshot } from '../../storage/snapshot-stream.ts'
import { removeSnapshotsAfter, writeSnapshot } from '../../storage/snapshots.ts'
import { DataTree } from '../../tree/data-tree.ts'
import type { RoleOptions } from './role.ts'

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
  return new Database(tree, sessions, zxid)
}

function treeOptions({ config }: RoleOptions) {
  return { ttlEnabled: config.ttlEnabled, digestEnabled: config.digestEnabled }
}

/** What the leader sent is this server's state now; whatever its files knew beyond that never happened. */
export function keepSnapshot({ disk, directories }: RoleOptions, database: Database): void {
  writeSnapshot(disk, directories.snapshots, database)
  removeSnapshotsAfter(disk, directories.snapshots, database.lastZxid)
  cutLogs(disk, directories, database.lastZxid)
}
