import type { Disk, DiskFile } from '../../src/base/disk/disk.ts'
import type { Machine } from './machine.ts'
import type { Process } from './process.ts'

/** A machine's disk as one process sees it: slow to sync, full or broken when the machine's is, gone when the process is dead. */
export function faultyDisk(machine: Machine, process: Process): Disk {
  const memory = machine.disk
  const check = (call: string, path: string, isWrite: boolean) => {
    if (process.isDead) throw new Error(`A dead process used its disk: ${call} ${path}`)
    if (machine.diskFault === 'broken' && isWrite) throw failure('EIO', 'i/o error', call, path)
  }
  const checkRoom = (call: string, path: string, more: boolean) => {
    check(call, path, true)
    if (machine.diskFault === 'full' && more) throw failure('ENOSPC', 'no space left on device', call, path)
  }
  const later = (sync: () => void) => {
    return new Promise<void>((resolve, reject) => {
      // A disk that takes its time has the bytes at the end of it.
      const isEarly = process.random.chance(0.5) && machine.syncMs === undefined
      const attempt = () => {
        try {
          sync()
        } catch (error) {
          reject(error)
        }
      }
      if (isEarly) attempt()
      process.schedule((machine.syncMs ?? 0) + process.random.between(0.1, 4), () => {
        if (!isEarly) attempt()
        resolve()
      })
    })
  }
  const sync = (file: DiskFile) => {
    check('fsync', file.path, true)
    file.sync()
  }
  const open = (path: string, mode: 'read' | 'write' | 'create'): DiskFile => {
    checkRoom('open', path, mode === 'create' && !memory.exists(path))
    const file = memory.open(path, mode)
    return {
      path,
      descriptor: undefined,
      size: () => file.size(),
      read(target, position) {
        check('read', path, false)
        return file.read(target, position)
      },
      write(chunks, position) {
        const end = chunks.reduce((sum, { length }) => sum + length, position)
        checkRoom('write', path, end > file.size())
        file.write(chunks, position)
      },
      truncate(size) {
        checkRoom('ftruncate', path, size > file.size())
        file.truncate(size)
      },
      sync: () => sync(file),
      syncLater: () => later(() => sync(file)),
      close: () => file.close(),
    }
  }
  return {
    open,
    exists: (path) => memory.exists(path),
    list: (directory) => memory.list(directory),
    stat: (path) => memory.stat(path),
    makeDirectory(path) {
      checkRoom('mkdir', path, !memory.exists(path))
      memory.makeDirectory(path)
    },
    rename(from, to) {
      check('rename', from, true)
      memory.rename(from, to)
    },
    remove(path) {
      check('unlink', path, true)
      memory.remove(path)
    },
    removeTree(path) {
      check('unlink', path, true)
      memory.removeTree(path)
    },
    readFile: (path) => memory.readFile(path),
    writeFile(path, content) {
      checkRoom('open', path, true)
      memory.writeFile(path, content)
    },
    syncDirectory(path) {
      check('fsync', path, true)
      memory.syncDirectory(path)
    },
    syncDirectoryLater: (path) => later(() => memory.syncDirectory(path)),
    setModified: (path, milliseconds) => memory.setModified(path, milliseconds),
    space: () => memory.space(),
    lock(path) {
      const lock = memory.lock(path)
      if (lock !== undefined) process.atDeath(() => lock.release())
      return lock
    },
  }
}

function failure(code: string, text: string, syscall: string, path: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: ${text}, ${syscall} '${path}'`), { code, syscall, path })
}
