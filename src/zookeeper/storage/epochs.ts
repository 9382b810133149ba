import { type Disk, replaceFile } from '../../base/disk/disk.ts'
import { DataDirectoryError } from './data-directory.ts'

/** The epoch whose leader this server followed last, and the highest that it promised to follow. */
export interface Epochs {
  readonly current: number
  readonly accepted: number
}

const files = { current: 'currentEpoch', accepted: 'acceptedEpoch' } as const

/**
 * The epochs that the server's files tell, in `directory` (that of the snapshots). A server that never was in an
 * ensemble has those of its last transaction.
 * @throws DataDirectoryError when the files contradict each other or the transactions
 */
export function readEpochs(disk: Disk, directory: string, lastZxid: bigint): Epochs {
  const ofData = epochOf(lastZxid)
  // Who has a transaction of an epoch has all that came before that epoch: it ended between logging and writing its epoch.
  const current = Math.max(ofData, readEpoch(disk, directory, 'current') ?? 0)
  const accepted = readEpoch(disk, directory, 'accepted') ?? current
  if (accepted < current) {
    throw new DataDirectoryError(
      `The accepted epoch, ${accepted.toString(16)} is less than the current epoch, ${current.toString(16)}`,
    )
  }
  return { current, accepted }
}

/** It will survive a crash. */
export function writeEpoch(disk: Disk, directory: string, kind: keyof Epochs, epoch: number): void {
  replaceFile(disk, `${directory}/${files[kind]}`, Buffer.from(String(epoch)))
}

function readEpoch(disk: Disk, directory: string, kind: keyof Epochs): number | undefined {
  const path = `${directory}/${files[kind]}`
  if (!disk.exists(path)) return undefined
  const text = disk.readFile(path).toString('latin1').trim()
  if (!/^\d{1,10}$/.test(text)) throw new DataDirectoryError(`Found ${text} in ${path}`)
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
