import type { Disk } from '../../base/disk/disk.ts'

export const logMagic = 0x5a4b4c47
export const snapshotMagic = 0x5a4b534e
export const fileVersion = 2

/** A file whose name ends in a zxid: `log.1a` begins with it, `snapshot.1a` holds the tree after it. */
export interface NumberedFile {
  readonly path: string
  readonly zxid: bigint
}

export type FileKind = 'log' | 'snapshot'

/** The directory's files of this kind, lowest zxid first; other names are passed over. */
export function numberedFiles(disk: Disk, directory: string, kind: FileKind): NumberedFile[] {
  if (!disk.exists(directory)) return []
  return disk
    .list(directory)
    .flatMap(({ name }) => {
      const zxid = zxidOf(name, kind)
      return zxid === undefined ? [] : [{ path: `${directory}/${name}`, zxid }]
    })
    .sort((a, b) => (a.zxid < b.zxid ? -1 : 1))
}

export function filePath(directory: string, kind: FileKind, zxid: bigint): string {
  return `${directory}/${kind}.${zxid.toString(16)}`
}

function zxidOf(name: string, kind: FileKind): bigint | undefined {
  const match = /^(log|snapshot)\.([0-9a-f]{1,16})$/.exec(name)
  return match?.[1] === kind && match[2] !== undefined ? BigInt(`0x${match[2]}`) : undefined
}
