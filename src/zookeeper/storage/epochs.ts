import { type Disk, replaceFile } from '../../base/disk/disk.ts'
import { DataDirectoryError } from './data-directory.ts'

/** The files of the epochs contradict each other, or the transactions: some of them are of another server or ensemble. */
export class EpochError extends DataDirectoryError {}

/** The epoch whose leader this server followed last, and the highest that it promised to follow. */
export interface Epochs {
  readonly current: number
  readonly accepted: number
}

const files = { current: 'currentEpoch', accepted: 'acceptedEpoch' } as const

/**
 * The epochs that the server's files tell, in `directory` (that of the snapshots). A server that never was in an
 * ensemble has those of its last transaction.
 * @throws EpochError when the files contradict each other or the transactions
 */
export function readEpochs(disk: Disk, directory: string, lastZxid: bigint): Epochs {
  const ofData = epochOf(lastZxid)
  const written = readEpoch(disk, directory, files.current) ?? ofData
  const current = written < ofData ? begunEpoch(disk, directory, { written, lastZxid }) : written
  const accepted = readEpoch(disk, directory, files.accepted) ?? ofData
  if (accepted < current) {
    throw new EpochError(
      `The accepted epoch, ${accepted.toString(16)} is less than the current epoch, ${current.toString(16)}`,
    )
  }
  return { current, accepted }
}

/**
 * The server ended while it took over an epoch's transactions. How many of them it has is not known, but whoever has
 * one of an epoch has all that came before that epoch.
 */
function begunEpoch(disk: Disk, directory: string, { written, lastZxid }: { written: number; lastZxid: bigint }) {
  const begun = readEpoch(disk, directory, `${files.current}.tmp`) ?? written
  const ofData = epochOf(lastZxid)
  if (begun >= ofData) return ofData
  throw new EpochError(
    `The current epoch, ${written.toString(16)}, is older than the last zxid, 0x${lastZxid.toString(16)}`,
  )
}

/** It will survive a crash. */
export function writeEpoch(disk: Disk, directory: string, kind: keyof Epochs, epoch: number): void {
  replaceFile(disk, `${directory}/${files[kind]}`, Buffer.from(String(epoch)))
}

/**
 * Says that transactions of this epoch are about to come to the disk, until `arriveInEpoch`. ZooKeeper too looks for
 * this file when it finds transactions of a newer epoch than the current one.
 */
export function announceEpoch(disk: Disk, directory: string, epoch: number): void {
  const path = `${directory}/${files.current}.tmp`
  disk.writeFile(path, Buffer.from(String(epoch)))
  const file = disk.open(path, 'write')
  try {
    file.sync()
  } finally {
    file.close()
  }
  disk.syncDirectory(directory)
}

/** The announced epoch is the current one. */
export function arriveInEpoch(disk: Disk, directory: string): void {
  disk.rename(`${directory}/${files.current}.tmp`, `${directory}/${files.current}`)
  disk.syncDirectory(directory)
}

function readEpoch(disk: Disk, directory: string, name: string): number | undefined {
  const path = `${directory}/${name}`
  if (!disk.exists(path)) return undefined
  const text = disk.readFile(path).toString('latin1').trim()
  if (!/^\d{1,10}$/.test(text)) throw new EpochError(`Found ${text} in ${path}`)
  return Number(text)
}

/** The upper half of a zxid: which leader gave it. */
export function epochOf(zxid: bigint): number {
  return Number(zxid >> 32n)
}

/** The zxid before the first one that the leader of this epoch gives. */
export function epochStart(epoch: number): bigint {
  return BigInt(epoch) << 32n
}
