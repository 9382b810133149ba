import { closeSync, ftruncateSync, openSync, readFileSync, realpathSync, writeSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { lazyRequire } from '../native.ts'
import type { DiskLock } from './disk.ts'

/** Locks that this process holds: fcntl would grant it a second one, and drop the first when the second is closed. */
const held = new Set<string>()

/**
 * An exclusive lock on a file, made when missing. With FFI it is fcntl's, the one that Java's `FileChannel.tryLock`
 * takes. Where FFI doesn't load, the file names the process that holds it: that keeps two of ours apart, and a JVM
 * that started first is not noticed.
 */
export function lockFile(path: string): DiskLock | undefined {
  const name = basename(path)
  const real = join(realpathSync(dirname(path)), name)
  if (held.has(real)) return undefined
  closeSync(openSync(path, 'a+'))
  const descriptor = openSync(path, 'r+')
  const take = fcntlLock() ?? processLock
  if (!take(descriptor, path)) {
    closeSync(descriptor)
    return undefined
  }
  held.add(real)
  return { release: () => release(real, descriptor) }
}

function release(real: string, descriptor: number): void {
  if (!held.delete(real)) return
  ftruncateSync(descriptor, 0)
  closeSync(descriptor)
}

type Take = (descriptor: number, path: string) => boolean

let loaded: Take | undefined
let looked = false

function fcntlLock(): Take | undefined {
  if (!looked) {
    looked = true
    loaded = loadFcntl()
  }
  return loaded
}

/** `struct flock` and F_SETLK of the systems that we know; elsewhere there is no FFI lock. */
const layouts: Record<string, { command: number; size: number; typeAt: number; writeLock: number }> = {
  linux: { command: 6, size: 32, typeAt: 0, writeLock: 1 },
  darwin: { command: 8, size: 24, typeAt: 20, writeLock: 3 },
}

function loadFcntl(): Take | undefined {
  const layout = layouts[process.platform]
  if (!layout) return undefined
  try {
    const koffi: typeof import('koffi') = lazyRequire()('koffi')
    const fcntl = koffi.load(null).func('int fcntl(int fd, int command, ...)')
    const flock = Buffer.alloc(layout.size) // whence, start and length 0: the whole file
    flock.writeInt16LE(layout.writeLock, layout.typeAt)
    return (descriptor) => fcntl(descriptor, layout.command, 'void *', flock) === 0
  } catch {
    return undefined // no binary for this machine: the other lock serves
  }
}

function processLock(descriptor: number, path: string): boolean {
  const holder = Number.parseInt(readFileSync(path, 'latin1'), 10)
  if (Number.isInteger(holder) && holder !== process.pid && isAlive(holder)) return false
  ftruncateSync(descriptor, 0)
  writeSync(descriptor, `${process.pid}\n`, 0)
  return true
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
