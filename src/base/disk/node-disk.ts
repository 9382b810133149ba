import {
  closeSync,
  constants,
  existsSync,
  fdatasync,
  fdatasyncSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
  utimesSync,
  writeFileSync,
  writeSync,
  writevSync,
} from 'node:fs'
import { dirname } from 'node:path'
import type { Disk, DiskFile } from './disk.ts'
import { lockFile } from './file-lock.ts'

const flags = { read: constants.O_RDONLY, write: constants.O_RDWR, create: constants.O_RDWR | constants.O_CREAT }
/** writev(2) takes at most this many chunks at once (IOV_MAX). */
const mostChunks = 1024

/** The real file system. */
export const nodeDisk: Disk = {
  open: (path, mode) => new NodeFile(path, openSync(path, flags[mode])),
  exists: existsSync,
  list(directory) {
    const entries = readdirSync(directory, { withFileTypes: true })
    const listed = entries.map((entry) => ({
      name: entry.name,
      isDirectory: entry.isSymbolicLink() ? isDirectory(`${directory}/${entry.name}`) : entry.isDirectory(),
    }))
    return listed.sort((a, b) => (a.name < b.name ? -1 : 1))
  },
  stat(path) {
    const found = statSync(path)
    return { size: found.size, modified: Math.trunc(found.mtimeMs), isDirectory: found.isDirectory() }
  },
  makeDirectory,
  rename: renameSync,
  remove: (path) => rmSync(path, { force: true }),
  removeTree: (path) => rmSync(path, { recursive: true, force: true }),
  readFile: (path) => readFileSync(path),
  writeFile: (path, content) => writeFileSync(path, content),
  syncDirectory(path) {
    const descriptor = openSync(path, 'r')
    try {
      fsyncSync(descriptor)
    } finally {
      closeSync(descriptor)
    }
  },
  syncDirectoryLater(path) {
    const directory = new NodeFile(path, openSync(path, 'r'))
    return directory.syncLater().finally(() => directory.close())
  },
  setModified: (path, milliseconds) => utimesSync(path, milliseconds / 1000, milliseconds / 1000),
  space(path) {
    const { bsize, blocks, bavail } = statfsSync(path)
    return { total: bsize * blocks, usable: bsize * bavail }
  },
  lock: lockFile,
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}

class NodeFile implements DiskFile {
  readonly path: string
  readonly descriptor: number
  #closed = false

  constructor(path: string, descriptor: number) {
    this.path = path
    this.descriptor = descriptor
  }

  size(): number {
    return fstatSync(this.descriptor).size
  }

  read(target: Uint8Array, position: number): number {
    let total = 0
    while (total < target.length) {
      const count = readSync(this.descriptor, target, total, target.length - total, position + total)
      if (count === 0) break
      total += count
    }
    return total
  }

  write(chunks: readonly Uint8Array[], position: number): void {
    let at = position
    for (let first = 0; first < chunks.length; first += mostChunks) {
      at = this.#writeSome(chunks.slice(first, first + mostChunks), at)
    }
  }

  /** One writev, and again for the rest when the system wrote less (a full disk says so on the next call). */
  #writeSome(chunks: readonly Uint8Array[], position: number): number {
    let rest = chunks.filter((chunk) => chunk.length > 0)
    let at = position
    while (rest.length > 0) {
      const [first] = rest
      const alone = rest.length === 1 && first !== undefined
      const written = alone
        ? writeSync(this.descriptor, first, 0, first.length, at)
        : writevSync(this.descriptor, rest, at)
      at += written
      rest = after(rest, written)
    }
    return at
  }

  truncate(size: number): void {
    ftruncateSync(this.descriptor, size)
  }
  sync(): void {
    fdatasyncSync(this.descriptor)
  }
  syncLater(): Promise<void> {
    return new Promise((resolve, reject) => fdatasync(this.descriptor, (error) => (error ? reject(error) : resolve())))
  }
  close(): void {
    if (this.#closed) return
    this.#closed = true
    closeSync(this.descriptor)
  }
}

/** The chunks without their first `count` bytes. */
function after(chunks: Uint8Array[], count: number): Uint8Array[] {
  let skip = count
  const rest: Uint8Array[] = []
  for (const chunk of chunks) {
    if (skip < chunk.length) rest.push(skip > 0 ? chunk.subarray(skip) : chunk)
    skip = Math.max(0, skip - chunk.length)
  }
  return rest
}

/** With its parents. Not by `recursive: true`, which in Node 20 never comes back where the system refuses with ENOENT, as in /proc. */
function makeDirectory(path: string): void {
  const parent = dirname(path)
  if (parent !== path && !existsSync(parent)) makeDirectory(parent)
  try {
    mkdirSync(path)
  } catch (error) {
    if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw error
  }
}
