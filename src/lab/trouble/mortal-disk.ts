import type { DirectoryEntry, Disk, DiskFile, DiskLock, FileStat } from '../../base/disk/disk.ts'

/**
 * The disk as one server sees it. When the server is killed its files are closed and its locks released, as the
 * operating system does for a process, and nothing that it still has in mind reaches the disk.
 */
export class MortalDisk implements Disk {
  readonly #inner: Disk
  readonly #files = new Set<MortalFile>()
  readonly #locks = new Set<DiskLock>()
  #dead = false

  constructor(inner: Disk) {
    this.#inner = inner
  }

  abandon(): void {
    this.#dead = true
    for (const file of this.#files) file.abandon()
    for (const lock of this.#locks) lock.release()
  }

  open(path: string, mode: 'read' | 'write' | 'create'): DiskFile {
    const file = new MortalFile(this.#alive.open(path, mode), () => void this.#files.delete(file))
    this.#files.add(file)
    return file
  }

  lock(path: string): DiskLock | undefined {
    const lock = this.#alive.lock(path)
    if (lock === undefined) return undefined
    this.#locks.add(lock)
    return {
      release: () => {
        if (this.#locks.delete(lock)) lock.release()
      },
    }
  }

  exists(path: string): boolean {
    return this.#alive.exists(path)
  }

  list(directory: string): DirectoryEntry[] {
    return this.#alive.list(directory)
  }

  stat(path: string): FileStat {
    return this.#alive.stat(path)
  }

  makeDirectory(path: string): void {
    this.#alive.makeDirectory(path)
  }

  rename(from: string, to: string): void {
    this.#alive.rename(from, to)
  }

  remove(path: string): void {
    this.#alive.remove(path)
  }

  removeTree(path: string): void {
    this.#alive.removeTree(path)
  }

  readFile(path: string): Buffer {
    return this.#alive.readFile(path)
  }

  writeFile(path: string, content: Uint8Array): void {
    this.#alive.writeFile(path, content)
  }

  syncDirectory(path: string): void {
    this.#alive.syncDirectory(path)
  }

  async syncDirectoryLater(path: string): Promise<void> {
    await this.#alive.syncDirectoryLater(path)
  }

  setModified(path: string, milliseconds: number): void {
    this.#alive.setModified(path, milliseconds)
  }

  space(path: string): { total: number; usable: number } {
    return this.#alive.space(path)
  }

  get #alive(): Disk {
    if (this.#dead) throw killed()
    return this.#inner
  }
}

class MortalFile implements DiskFile {
  readonly path: string
  readonly #inner: DiskFile
  readonly #closed: () => void
  #dead = false

  constructor(inner: DiskFile, closed: () => void) {
    this.path = inner.path
    this.#inner = inner
    this.#closed = closed
  }

  get descriptor(): number | undefined {
    return this.#alive.descriptor
  }

  abandon(): void {
    this.#dead = true
    this.#inner.close()
  }

  size(): number {
    return this.#alive.size()
  }

  read(target: Uint8Array, position: number): number {
    return this.#alive.read(target, position)
  }

  write(chunks: readonly Uint8Array[], position: number): void {
    this.#alive.write(chunks, position)
  }

  truncate(size: number): void {
    this.#alive.truncate(size)
  }

  sync(): void {
    this.#alive.sync()
  }

  async syncLater(): Promise<void> {
    await this.#alive.syncLater()
  }

  close(): void {
    if (this.#dead) return
    this.#closed()
    this.#inner.close()
  }

  get #alive(): DiskFile {
    if (this.#dead) throw killed()
    return this.#inner
  }
}

function killed(): Error {
  return Object.assign(new Error('EIO: the server was killed'), { code: 'EIO' })
}
