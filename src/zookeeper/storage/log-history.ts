import type { Disk } from '../../base/disk/disk.ts'
import type { CommittedTxn } from './committed-log.ts'
import type { DataDirectories } from './data-directory.ts'
import { numberedFiles } from './files.ts'
import { removeSnapshotsAfter } from './snapshots.ts'
import { readLog } from './txn-log-reader.ts'

/** Stands for a transaction that the other server has. */
const nothing = Buffer.alloc(0)

/**
 * The logged transactions from the one with this zxid, or the last before it, on; undefined when the files don't reach back so far,
 * or hold more after it than this share of a snapshot, which then is the shorter way.
 */
export function loggedFrom(
  disk: Disk,
  directories: DataDirectories,
  zxid: bigint,
  shareOfSnapshot: number,
): CommittedTxn[] | undefined {
  if (shareOfSnapshot < 0) return undefined
  const logs = numberedFiles(disk, directories.logs, 'log')
  const first = logs.findLastIndex((file) => file.zxid <= zxid)
  if (first === -1) return undefined
  const txns: CommittedTxn[] = []
  const snapshot = numberedFiles(disk, directories.snapshots, 'snapshot').at(-1)
  let budget = snapshot === undefined ? 0 : disk.stat(snapshot.path).size * shareOfSnapshot
  for (const file of logs.slice(first)) {
    const end = readLog(disk, file, (logged) => {
      if (logged.zxid <= (txns.at(-1)?.zxid ?? -1n)) return
      const isEarlier = logged.zxid <= zxid
      if (isEarlier) txns.length = 0
      txns.push({ zxid: logged.zxid, bytes: isEarlier ? nothing : logged.copy() })
    })
    if (file !== logs[first]) budget -= end.position
    if (budget < 0) return undefined
  }
  return hasGap(disk, directories, txns) ? undefined : txns
}

/** A snapshot that came from a leader stands for transactions that were never logged here: its own is not either. */
function hasGap(disk: Disk, directories: DataDirectories, txns: readonly CommittedTxn[]): boolean {
  const logged = new Set(txns.map((txn) => txn.zxid))
  const first = txns[0]?.zxid ?? 0n
  return numberedFiles(disk, directories.snapshots, 'snapshot').some(({ zxid }) => zxid > first && !logged.has(zxid))
}

/**
 * Whether the files can give the state after this zxid: a snapshot from a leader may stand for what is in no log here,
 * and is of no use on the way back to a time before it.
 */
export function reachesBackTo(disk: Disk, directories: DataDirectories, zxid: bigint): boolean {
  if (BigInt.asUintN(32, zxid) === 0n) return true
  const atOrBefore = ({ zxid: begin }: { zxid: bigint }) => begin <= zxid
  let last = numberedFiles(disk, directories.snapshots, 'snapshot').findLast(atOrBefore)?.zxid
  const file = numberedFiles(disk, directories.logs, 'log').findLast(atOrBefore)
  if (file === undefined) return last === zxid
  readLog(disk, file, (logged) => {
    if (logged.zxid <= zxid && logged.zxid > (last ?? 0n)) last = logged.zxid
  })
  return last === zxid
}

/**
 * Forgets the transactions after this zxid, which never happened: cut off the logs, and snapshots that hold them.
 * False when no snapshot would be left to begin with; then nothing was done.
 */
export function truncateTo(disk: Disk, directories: DataDirectories, zxid: bigint): boolean {
  const snapshots = numberedFiles(disk, directories.snapshots, 'snapshot')
  if (!snapshots.some((snapshot) => snapshot.zxid <= zxid)) return false
  removeSnapshotsAfter(disk, directories.snapshots, zxid)
  cutLogs(disk, directories, zxid)
  return true
}

/** From the end, so that a crash between two files leaves no gap. */
export function cutLogs(disk: Disk, { logs }: DataDirectories, zxid: bigint): void {
  const files = numberedFiles(disk, logs, 'log')
  for (const { path } of files.filter((log) => log.zxid > zxid).reverse()) disk.remove(path)
  const last = files.findLast((log) => log.zxid <= zxid)
  if (last !== undefined) cutLog(disk, last.path, lengthUpTo(disk, last, zxid))
  disk.syncDirectory(logs)
}

function lengthUpTo(disk: Disk, file: { path: string; zxid: bigint }, zxid: bigint): number {
  let length = 0
  let isBeyond = false
  readLog(disk, file, (logged) => {
    isBeyond ||= logged.zxid > zxid
    if (!isBeyond) length = logged.end
  })
  return length
}

function cutLog(disk: Disk, path: string, length: number): void {
  if (length === 0) {
    disk.remove(path)
    return
  }
  const file = disk.open(path, 'write')
  try {
    file.truncate(length)
    file.sync()
  } finally {
    file.close()
  }
}
