import type { Disk } from '../../base/disk/disk.ts'
import { DataTree, type DataTreeOptions } from '../tree/data-tree.ts'
import { Database } from './database.ts'
import { numberedFiles } from './files.ts'
import { loadNewest, writeSnapshot } from './snapshots.ts'
import { CorruptLogError, readLogs } from './txn-log-reader.ts'

/** The data or log directory can't be made, read or written (ZooKeeper's exit code 3). */
export class DataDirectoryError extends Error {
  override readonly name = 'DataDirectoryError'
}

/** Where a server keeps its files: `<dataDir>/version-2` and `<dataLogDir>/version-2`. */
export interface DataDirectories {
  readonly snapshots: string
  readonly logs: string
}

/** @throws DataDirectoryError */
export function makeDataDirectories(disk: Disk, dataDir: string, dataLogDir: string): DataDirectories {
  return {
    snapshots: makeDirectory(disk, `${dataDir}/version-2`),
    logs: makeDirectory(disk, `${dataLogDir}/version-2`),
  }
}

function makeDirectory(disk: Disk, directory: string): string {
  try {
    disk.makeDirectory(directory)
    const probe = `${directory}/.writable`
    disk.writeFile(probe, Buffer.alloc(0))
    disk.remove(probe)
    return directory
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new DataDirectoryError(`Cannot write to data directory ${directory}: ${reason}`, { cause: error })
  }
}

/**
 * The state that the files hold: the newest whole snapshot and the transactions logged after it, the last of which are
 * remembered for other servers. A new server's first snapshot is written at once, because logs without any snapshot
 * are a sign of lost files.
 * @throws CorruptLogError
 */
export function load(...files: FilesToLoad): Database {
  const [disk, directories, , warn] = files
  const { database } = loadSnapshot(files)
  database.remember()
  replay(disk, directories, database, warn)
  return database
}

type FilesToLoad = [disk: Disk, directories: DataDirectories, options: DataTreeOptions, warn: (message: string) => void]

function loadSnapshot([disk, directories, options, warn]: FilesToLoad) {
  const snapshot = loadNewest(disk, directories.snapshots, options, (path, problem) => {
    warn(`Problem reading snapshot ${path}: ${problem}`)
  })
  if (snapshot === undefined) return { database: begin(disk, directories, options), snapshotZxid: 0n }
  const { tree, sessions, zxid, end = zxid } = snapshot
  const database = new Database(tree, sessions, zxid)
  database.checksDigestsFrom = end
  return { database, snapshotZxid: zxid }
}

function replay(disk: Disk, directories: DataDirectories, database: Database, warn: (message: string) => void): void {
  fastForward(disk, directories, database)
  if (database.digestMismatches > 0) warn(`Digests are not matching after ${database.digestMismatches} transactions`)
}

/** Applies what the logs hold beyond the state. */
export function fastForward(disk: Disk, directories: DataDirectories, database: Database): void {
  readLogs(disk, directories.logs, database.lastZxid + 1n, (entry, bytes) => database.apply(entry, bytes))
}

/**
 * Brings to the disk what an earlier life of the server wrote, and died before it was there. A process that dies leaves
 * its pages to the system: the next one reads them, and tells others that it has logged them.
 */
export function syncLastLog(disk: Disk, { logs }: DataDirectories): void {
  const last = numberedFiles(disk, logs, 'log').at(-1)
  if (last === undefined) return
  const file = disk.open(last.path, 'write')
  try {
    file.sync()
  } finally {
    file.close()
  }
}

/**
 * `load` for a server that stands alone: what it has in its log has happened, so that a snapshot may say so and spare
 * the next start. In an ensemble the log's end may have to be taken back.
 * @throws CorruptLogError
 */
export function restore(...files: FilesToLoad): Database {
  const [disk, directories, , warn] = files
  const { database, snapshotZxid } = loadSnapshot(files)
  replay(disk, directories, database, warn)
  if (database.lastZxid > snapshotZxid) writeSnapshot(disk, directories.snapshots, database)
  return database
}

function begin(disk: Disk, directories: DataDirectories, options: DataTreeOptions): Database {
  if (numberedFiles(disk, directories.logs, 'log').length > 0) {
    throw new CorruptLogError('No snapshot found, but there are log entries. Something is broken!')
  }
  const database = new Database(DataTree.fresh(options), new Map(), 0n)
  writeSnapshot(disk, directories.snapshots, database)
  return database
}
