import type { Disk, DiskFile } from '../../../src/base/disk/disk.ts'

/** A disk of which one directory can break: nothing in it can be read or written from then on. */
export class BreakableDisk implements Disk {
  readonly #disk: Disk
  #broken: string | undefined

  constructor(disk: Disk) {
    this.#disk = disk
  }

  break(directory: string): void {
    this.#broken = directory
  }

  mend(): void {
    this.#broken = undefined
  }

  #check(path: string): Disk {
    if (this.#broken !== undefined && (path === this.#broken || path.startsWith(`${this.#broken}/`))) {
      throw Object.assign(new Error(`EIO: i/o error, '${path}'`), { code: 'EIO', syscall: 'write', path })
    }
    return this.#disk
  }

  open(path: string, mode: 'read' | 'write' | 'create'): DiskFile {
    const file = this.#check(path).open(path, mode)
    const checked = () => {
      this.#check(path)
      return file
    }
    return {
      path: file.path,
      descriptor: undefined,
      size: () => checked().size(),
      read: (target, position) => checked().read(target, position),
      write: (chunks, position) => checked().write(chunks, position),
      truncate: (size) => checked().truncate(size),
      sync: () => checked().sync(),
      syncLater: async () => checked().syncLater(),
      close: () => file.close(),
    }
  }

  exists = (path: string) => this.#disk.exists(path)
  list = (directory: string) => this.#check(directory).list(directory)
  stat = (path: string) => this.#check(path).stat(path)
  makeDirectory = (path: string) => this.#check(path).makeDirectory(path)
  rename = (from: string, to: string) => this.#check(from).rename(from, to)
  remove = (path: string) => this.#check(path).remove(path)
  removeTree = (path: string) => this.#check(path).removeTree(path)
  readFile = (path: string) => this.#check(path).readFile(path)
  writeFile = (path: string, content: Uint8Array) => this.#check(path).writeFile(path, content)
  syncDirectory = (path: string) => this.#check(path).syncDirectory(path)
  syncDirectoryLater = async (path: string) => this.#check(path).syncDirectoryLater(path)
  setModified = (path: string, milliseconds: number) => this.#check(path).setModified(path, milliseconds)
  space = (path: string) => this.#disk.space(path)
  lock = (path: string) => this.#check(path).lock(path)
}
