/**
 * The few file operations that the log and ZooKeeper need, handed in so that a test can run them in memory or on a
 * disk that fails. Calls are synchronous: a write to the page cache takes microseconds, a hop to the thread pool more
 * than all the rest. What may take long (fsync) also comes as a promise.
 *
 * Errors are Node's own `ErrnoException`s (`ENOENT`, `ENOSPC`, `EACCES`, …) in every implementation.
 */
export interface Disk {
  /** `read`: must exist; `write`: read and write, must exist; `create`: read and write, made when missing. */
  open(path: string, mode: 'read' | 'write' | 'create'): DiskFile
  exists(path: string): boolean
  /** Names in the directory, sorted. */
  list(directory: string): DirectoryEntry[]
  stat(path: string): FileStat
  makeDirectory(path: string): void
  rename(from: string, to: string): void
  /** Removes a file; a missing one is no error. */
  remove(path: string): void
  /** Removes a directory and all in it; a missing one is no error. */
  removeTree(path: string): void
  readFile(path: string): Buffer
  /** Creates or replaces the file; not atomic, not synced: see `replaceFile`. */
  writeFile(path: string, content: Uint8Array): void
  /** Makes renames, creations and removals in the directory durable. */
  syncDirectory(path: string): void
  syncDirectoryLater(path: string): Promise<void>
  setModified(path: string, milliseconds: number): void
  /** Bytes of the volume that holds `path`. */
  space(path: string): { total: number; usable: number }
  /**
   * Takes the exclusive lock that Java's `FileChannel.tryLock` takes (fcntl) on the file, made when missing;
   * undefined while another process, or another part of this one, holds it.
   */
  lock(path: string): DiskLock | undefined
}

export interface DiskLock {
  release(): void
}

export interface DirectoryEntry {
  readonly name: string
  readonly isDirectory: boolean
}

export interface FileStat {
  readonly size: number
  /** Milliseconds since 1970. */
  readonly modified: number
  readonly isDirectory: boolean
}

export interface DiskFile {
  readonly path: string
  /** The operating system's descriptor, for sendfile; undefined on a disk that has none. */
  readonly descriptor: number | undefined
  size(): number
  /** Reads into `target` from `position`; returns the number of bytes read, less than asked only at the end. */
  read(target: Uint8Array, position: number): number
  /** Writes all bytes of all chunks, one after the other, from `position`. */
  write(chunks: readonly Uint8Array[], position: number): void
  truncate(size: number): void
  sync(): void
  syncLater(): Promise<void>
  close(): void
}

/** Bytes of a file that travel to a socket without passing through the heap. Valid until the segment is deleted. */
export interface FileRange {
  readonly file: DiskFile
  readonly position: number
  readonly length: number
  /** Where the bytes may still be in memory. */
  readonly recent?: RecentRange
}

export interface RecentRange {
  /** Fills the target with the file's bytes from the position; false when they are not all at hand. */
  read(target: Uint8Array, position: number): boolean
}

export function isFileRange(part: Uint8Array | FileRange): part is FileRange {
  return !(part instanceof Uint8Array)
}

/** Replaces a small file so that a crash leaves the old or the new content: temporary file, fsync, rename, fsync of the directory. */
export function replaceFile(disk: Disk, path: string, content: Uint8Array, temporary = `${path}.tmp`): void {
  disk.writeFile(temporary, content)
  const file = disk.open(temporary, 'write')
  try {
    file.sync()
  } finally {
    file.close()
  }
  disk.rename(temporary, path)
  disk.syncDirectory(path.slice(0, Math.max(1, path.lastIndexOf('/'))))
}
