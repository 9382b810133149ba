import type { Clock } from '../../base/clock.ts'
import type { Disk, DiskFile } from '../../base/disk/disk.ts'
import { MalformedError } from '../../wire/schema/index.ts'
import { DataTree, type DataTreeOptions } from '../tree/data-tree.ts'
import type { Database } from './database.ts'
import { filePath, numberedFiles } from './files.ts'
import { readSnapshot, type SnapshotContents } from './snapshot-reader.ts'
import { snapshotPieces } from './snapshot-writer.ts'

export interface LoadedSnapshot extends SnapshotContents {
  readonly tree: DataTree
  readonly zxid: bigint
}

/** The newest snapshot that is whole; undefined when there is none. `unreadable` hears of each that is not. */
export function loadNewest(
  disk: Disk,
  directory: string,
  options: DataTreeOptions,
  unreadable: (path: string, problem: string) => void,
): LoadedSnapshot | undefined {
  for (const { path, zxid } of numberedFiles(disk, directory, 'snapshot').reverse()) {
    try {
      const tree = new DataTree(options)
      return { tree, ...readSnapshot(disk.readFile(path), tree), zxid }
    } catch (error) {
      if (!(error instanceof MalformedError)) throw error
      unreadable(path, error.message)
    }
  }
  return undefined
}

export function removeSnapshotsAfter(disk: Disk, directory: string, zxid: bigint): void {
  const later = numberedFiles(disk, directory, 'snapshot').filter((snapshot) => snapshot.zxid > zxid)
  for (const { path } of later) disk.remove(path)
  disk.syncDirectory(directory)
}

/** Writes a snapshot at once; under its name only when it is whole and will survive a crash. */
export function writeSnapshot(disk: Disk, directory: string, database: Database): void {
  const writing = new SnapshotFile(disk, directory, database.lastZxid)
  try {
    for (const piece of snapshotPieces(database)) writing.append(piece)
    writing.file.sync()
  } finally {
    writing.file.close()
  }
  writing.publish()
}

export interface SlowSnapshot {
  readonly disk: Disk
  readonly clock: Clock
  readonly directory: string
  readonly database: Database
  /** Nobody wants it any more. */
  readonly isOver: () => boolean
}

/** The same, a piece a turn, so that the server goes on answering. */
export async function writeSnapshotSlowly(options: SlowSnapshot): Promise<void> {
  const { disk, clock, directory, database, isOver } = options
  const writing = new SnapshotFile(disk, directory, database.lastZxid)
  try {
    for (const piece of snapshotPieces(database)) {
      if (isOver()) break
      writing.append(piece)
      await new Promise<void>((resolve) => clock.soon(resolve))
    }
    if (!isOver()) await writing.file.syncLater()
  } catch (error) {
    writing.discard()
    throw error
  } finally {
    writing.file.close()
  }
  if (isOver()) writing.discard()
  else writing.publish()
}

class SnapshotFile {
  readonly #disk: Disk
  readonly #directory: string
  readonly #path: string
  readonly file: DiskFile
  #position = 0

  constructor(disk: Disk, directory: string, zxid: bigint) {
    this.#disk = disk
    this.#directory = directory
    this.#path = filePath(directory, 'snapshot', zxid)
    this.file = disk.open(`${this.#path}.part`, 'create')
    this.file.truncate(0)
  }

  append(piece: Buffer): void {
    this.file.write([piece], this.#position)
    this.#position += piece.length
  }

  discard(): void {
    this.#disk.remove(`${this.#path}.part`)
  }

  publish(): void {
    this.#disk.rename(`${this.#path}.part`, this.#path)
    this.#disk.syncDirectory(this.#directory)
  }
}
