import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { removeFolder } from './servers.ts'

/** A file system in memory that is soon full, which only commands started `within` see. */
export interface SmallDisk {
  readonly folder: string
  readonly within: readonly string[]
  resize(megabytes: number): void
  dispose(): void
}

/** Whether this machine lets us mount one: Linux, as root. */
export const canMount = spawnSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0

export async function mountSmallDisk(megabytes: number): Promise<SmallDisk> {
  const folder = mkdtempSync(path.join(tmpdir(), 'kafkabox-small-'))
  const mount = `mount -t tmpfs -o size=${megabytes}m tmpfs "$1" && echo mounted && exec sleep infinity`
  // The file system lives as long as a process that sees it.
  const holder = spawn('unshare', ['--mount', 'bash', '-c', mount, '_', folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(holder.stdout, 'data')
  const within = ['nsenter', '--mount', '--target', String(holder.pid), '--wd=/', '--']
  return {
    folder,
    within,
    resize(size) {
      const [program = '', ...args] = [...within, 'mount', '-o', `remount,size=${size}m`, folder]
      if (spawnSync(program, args).status !== 0) throw new Error('the small disk can not be resized')
    },
    dispose() {
      holder.kill('SIGKILL')
      removeFolder(folder)
    },
  }
}
