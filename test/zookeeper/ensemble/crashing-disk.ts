import type { DiskFile } from '../../../src/base/disk/disk.ts'
import { MemoryDisk } from '../../../src/base/disk/memory-disk.ts'

/** What a crash may leave of bytes that were written and not synced: none, some, or all of them. */
const survivals = [() => 0, (_: string, unsynced: number) => Math.floor(unsynced / 2), (_: string, all: number) => all]

/** A disk that keeps what crashes would leave of it, one before each of its changes. */
export class CrashingDisk extends MemoryDisk {
  readonly crashes: MemoryDisk[] = []

  /** A disk with what is on that one. */
  static copyOf(disk: MemoryDisk): CrashingDisk {
    const copy = new CrashingDisk()
    const walk = (directory: string): void => {
      for (const { name, isDirectory } of disk.list(directory)) {
        const path = directory === '/' ? `/${name}` : `${directory}/${name}`
        if (isDirectory) {
          copy.makeDirectory(path)
          walk(path)
        } else copy.#adopt(path, disk.readFile(path))
      }
      copy.syncDirectory(directory)
    }
    walk('/')
    copy.crashes.length = 0
    return copy
  }

  #adopt(path: string, content: Buffer): void {
    this.writeFile(path, content)
    this.open(path, 'write').sync()
  }

  override open(path: string, mode: 'read' | 'write' | 'create'): DiskFile {
    const file = super.open(path, mode)
    if (mode === 'read') return file
    const noted =
      <Args extends unknown[], Result>(call: (...args: Args) => Result) =>
      (...args: Args): Result => {
        this.#note()
        return call(...args)
      }
    return {
      path,
      descriptor: undefined,
      size: () => file.size(),
      read: (target, position) => file.read(target, position),
      write: noted((chunks, position) => file.write(chunks, position)),
      truncate: noted((size) => file.truncate(size)),
      sync: noted(() => file.sync()),
      syncLater: noted(() => file.syncLater()),
      close: () => file.close(),
    }
  }

  override rename(from: string, to: string): void {
    this.#note()
    super.rename(from, to)
  }

  override remove(path: string): void {
    this.#note()
    super.remove(path)
  }

  override syncDirectory(path: string): void {
    this.#note()
    super.syncDirectory(path)
  }

  #note(): void {
    for (const keep of survivals) this.crashes.push(this.crash(keep))
    this.crashes.push(this.reopen())
  }
}
