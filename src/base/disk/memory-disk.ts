import type { DirectoryEntry, Disk, DiskFile, DiskLock, FileStat } from './disk.ts'

/** A file's bytes; beyond the end of `bytes` they are zeros up to `size`, so that preallocated files cost nothing. */
interface Bytes {
  bytes: Buffer
  size: number
}

interface Content extends Bytes {
  modified: number
  /** What a crash leaves; undefined for a file that was never synced. */
  durable: Bytes | undefined
  /** The smallest size that it had since. */
  cutTo: number
}

export interface MemoryDiskOptions {
  /** Wall time (ms) for files' modification times. */
  readonly now?: () => number
  /** Bytes that all files may have together; more is ENOSPC. */
  readonly capacity?: number
}

/**
 * A disk in memory. What was not synced is lost in a `crash`: bytes of files, and files, renames and removals in
 * directories that were not synced.
 */
export class MemoryDisk implements Disk {
  readonly #now: () => number
  readonly #capacity: number
  #files = new Map<string, Content>()
  #directories = new Set<string>(['/'])
  /** The names that a crash leaves. */
  #durableFiles = new Map<string, Content>()
  readonly #locks = new Set<string>()
  #used = 0

  constructor(options: MemoryDiskOptions = {}) {
    this.#now = options.now ?? (() => 0)
    this.#capacity = options.capacity ?? Number.POSITIVE_INFINITY
  }

  /**
   * The disk after the machine lost its power. Of unsynced bytes at a file's end, `keep` says how many came through
   * (none, unless told); names that were not synced are those of before.
   */
  crash(keep: (path: string, unsynced: number) => number = () => 0): MemoryDisk {
    const after = new MemoryDisk({ now: this.#now, capacity: this.#capacity })
    for (const directory of this.#directories) after.#directories.add(directory)
    for (const [path, content] of this.#durableFiles) after.#adopt(path, survivor(path, content, keep))
    return after
  }

  /** The same files, all of them, as a killed process leaves them to the next. */
  reopen(): MemoryDisk {
    const after = new MemoryDisk({ now: this.#now, capacity: this.#capacity })
    for (const directory of this.#directories) after.#directories.add(directory)
    for (const [path, content] of this.#files) after.#adopt(path, copyOf(content))
    return after
  }

  open(path: string, mode: 'read' | 'write' | 'create'): DiskFile {
    const existing = this.#files.get(path)
    if (!existing && mode !== 'create') throw failure('ENOENT', 'open', path)
    return new MemoryFile(path, existing ?? this.#create(path), this.#now, (bytes) => this.#grow(path, bytes))
  }
  exists(path: string): boolean {
    return this.#files.has(path) || this.#directories.has(path)
  }

  list(directory: string): DirectoryEntry[] {
    if (!this.#directories.has(directory)) throw failure('ENOENT', 'scandir', directory)
    const start = directory.endsWith('/') ? directory : `${directory}/`
    const inside = (path: string) => path.startsWith(start) && path !== start && !path.slice(start.length).includes('/')
    const entry = (isDirectory: boolean) => (path: string) => ({ name: path.slice(start.length), isDirectory })
    const files = [...this.#files.keys()].filter(inside).map(entry(false))
    const directories = [...this.#directories].filter(inside).map(entry(true))
    return [...files, ...directories].sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  stat(path: string): FileStat {
    if (this.#directories.has(path)) return { size: 0, modified: 0, isDirectory: true }
    const { size, modified } = this.#file(path, 'stat')
    return { size, modified, isDirectory: false }
  }
  makeDirectory(path: string): void {
    for (let at = path; at.length > 1; at = parent(at)) this.#directories.add(at)
  }

  rename(from: string, to: string): void {
    if (this.#directories.has(from)) this.#renameTree(from, to)
    else this.#renameFile(from, to)
  }
  remove(path: string): void {
    const content = this.#files.get(path)
    if (content) this.#grow(path, -content.size)
    this.#files.delete(path)
  }
  removeTree(path: string): void {
    for (const file of [...this.#files.keys()]) if (file.startsWith(`${path}/`)) this.remove(file)
    for (const directory of [...this.#directories]) {
      if (directory === path || directory.startsWith(`${path}/`)) this.#directories.delete(directory)
    }
    this.remove(path)
  }

  readFile(path: string): Buffer {
    const { bytes, size } = this.#file(path, 'open')
    const whole = Buffer.alloc(size)
    bytes.copy(whole, 0, 0, Math.min(size, bytes.length))
    return whole
  }
  writeFile(path: string, content: Uint8Array): void {
    const file = this.open(path, 'create')
    file.truncate(0)
    file.write([content], 0)
  }
  syncDirectory(path: string): void {
    for (const name of [...this.#durableFiles.keys()]) {
      if (parent(name) === path && !this.#files.has(name)) this.#durableFiles.delete(name)
    }
    for (const [name, content] of this.#files) if (parent(name) === path) this.#durableFiles.set(name, content)
  }
  async syncDirectoryLater(path: string): Promise<void> {
    this.syncDirectory(path)
  }
  setModified(path: string, milliseconds: number): void {
    this.#file(path, 'utime').modified = milliseconds
  }
  space(): { total: number; usable: number } {
    const total = Number.isFinite(this.#capacity) ? this.#capacity : Number.MAX_SAFE_INTEGER
    return { total, usable: total - this.#used }
  }

  lock(path: string): DiskLock | undefined {
    if (this.#locks.has(path)) return undefined
    this.open(path, 'create')
    this.#locks.add(path)
    return { release: () => void this.#locks.delete(path) }
  }

  #file(path: string, call: string): Content {
    const content = this.#files.get(path)
    if (!content) throw failure('ENOENT', call, path)
    return content
  }

  #create(path: string): Content {
    if (!this.#directories.has(parent(path))) throw failure('ENOENT', 'open', path)
    const content = { bytes: Buffer.alloc(0), size: 0, modified: this.#now(), durable: undefined, cutTo: 0 }
    this.#files.set(path, content)
    return content
  }

  #grow(path: string, bytes: number): void {
    if (bytes > 0 && this.#used + bytes > this.#capacity) throw failure('ENOSPC', 'write', path)
    this.#used += bytes
  }

  #adopt(path: string, bytes: Bytes): void {
    this.makeDirectory(parent(path))
    const content = { ...bytes, modified: this.#now(), durable: copyOf(bytes), cutTo: bytes.size }
    this.#files.set(path, content)
    this.#durableFiles.set(path, content)
    this.#used += bytes.size
  }

  #renameFile(from: string, to: string): void {
    const content = this.#file(from, 'rename')
    if (from !== to) this.remove(to)
    this.#files.delete(from)
    this.#files.set(to, content)
  }

  #renameTree(from: string, to: string): void {
    const moved = (path: string) => to + path.slice(from.length)
    const within = (path: string) => path === from || path.startsWith(`${from}/`)
    this.#files = new Map([...this.#files].map(([path, content]) => [within(path) ? moved(path) : path, content]))
    this.#directories = new Set([...this.#directories].map((path) => (within(path) ? moved(path) : path)))
    const durable = [...this.#durableFiles]
    this.#durableFiles = new Map(durable.map(([path, content]) => [within(path) ? moved(path) : path, content]))
  }
}

class MemoryFile implements DiskFile {
  readonly path: string
  readonly descriptor = undefined
  readonly #content: Content
  readonly #now: () => number
  readonly #grow: (bytes: number) => void

  constructor(path: string, content: Content, now: () => number, grow: (bytes: number) => void) {
    this.path = path
    this.#content = content
    this.#now = now
    this.#grow = grow
  }

  size(): number {
    return this.#content.size
  }
  read(target: Uint8Array, position: number): number {
    const { bytes, size } = this.#content
    const length = Math.max(0, Math.min(target.length, size - position))
    const stored = bytes.subarray(Math.min(position, bytes.length), Math.min(position + length, bytes.length))
    target.set(stored)
    target.fill(0, stored.length, length)
    return length
  }
  write(chunks: readonly Uint8Array[], position: number): void {
    let at = position
    for (const chunk of chunks) {
      if (chunk.length === 0) continue
      this.#resize(Math.max(this.#content.size, at + chunk.length))
      this.#reserve(at + chunk.length)
      this.#content.bytes.set(chunk, at)
      at += chunk.length
    }
    this.#content.modified = this.#now()
  }
  truncate(size: number): void {
    this.#resize(size)
    this.#content.modified = this.#now()
  }
  sync(): void {
    this.#content.durable = copyOf(this.#content)
    this.#content.cutTo = this.#content.size
  }
  async syncLater(): Promise<void> {
    this.sync()
  }
  close(): void {}

  #resize(size: number): void {
    const content = this.#content
    this.#grow(size - content.size)
    if (size < content.size) content.bytes.fill(0, Math.min(size, content.bytes.length))
    content.size = size
    content.cutTo = Math.min(content.cutTo, size)
  }

  #reserve(length: number): void {
    const content = this.#content
    if (length <= content.bytes.length) return
    const larger = Buffer.alloc(Math.max(length, content.bytes.length * 2))
    content.bytes.copy(larger)
    content.bytes = larger
  }
}

function copyOf({ bytes, size }: Bytes): Bytes {
  return { bytes: Buffer.from(bytes.subarray(0, Math.min(size, bytes.length))), size }
}

/**
 * What a crash leaves of a file: what was synced, and as many of the bytes after it as came through. A file that was cut
 * shorter meanwhile is the one of before, or, with any of the bytes written after the cut, the one of after it.
 */
function survivor(path: string, content: Content, keep: (path: string, unsynced: number) => number): Bytes {
  const durable = content.durable ?? { bytes: Buffer.alloc(0), size: 0 }
  const unsynced = content.size - content.cutTo
  const kept = unsynced > 0 ? Math.min(unsynced, keep(path, unsynced)) : 0
  if (kept === 0) return copyOf(durable)
  return copyOf({ bytes: content.bytes, size: content.cutTo + kept })
}

function parent(path: string): string {
  return path.slice(0, Math.max(1, path.lastIndexOf('/')))
}

function failure(code: 'ENOENT' | 'ENOSPC', syscall: string, path: string): NodeJS.ErrnoException {
  const text = code === 'ENOENT' ? 'no such file or directory' : 'no space left on device'
  return Object.assign(new Error(`${code}: ${text}, ${syscall} '${path}'`), { code, syscall, path })
}
