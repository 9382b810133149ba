import type { Disk } from '../../base/disk/disk.ts'
import type { DataDirectories } from './data-directory.ts'
import { numberedFiles } from './files.ts'

/** Removes all but the newest `retain` snapshots, and the logs that none of these needs. Returns what was removed. */
export function purge(disk: Disk, { snapshots, logs }: DataDirectories, retain: number): string[] {
  const all = numberedFiles(disk, snapshots, 'snapshot')
  const oldest = all[Math.max(0, all.length - retain)]
  if (oldest === undefined) return []
  const logFiles = numberedFiles(disk, logs, 'log')
  const neededLog = logFiles.filter(({ zxid }) => zxid <= oldest.zxid).at(-1)
  const removed = [
    ...all.filter(({ zxid }) => zxid < oldest.zxid),
    ...logFiles.filter(({ zxid }) => neededLog !== undefined && zxid < neededLog.zxid),
  ]
  for (const { path } of removed) disk.remove(path)
  return removed.map(({ path }) => path)
}
