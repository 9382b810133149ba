import { type Disk, replaceFile } from '../base/disk/disk.ts'

/** An offset per partition: `recovery-point-offset-checkpoint` and its kin at the top of a log directory. */
export class OffsetCheckpoint {
  readonly #disk: Disk
  readonly path: string

  constructor(disk: Disk, path: string) {
    this.#disk = disk
    this.path = path
  }

  /** Offsets by `topic-partition`; empty without a file. Throws on one that is malformed. */
  read(): Map<string, number> {
    const offsets = new Map<string, number>()
    if (!this.#disk.exists(this.path)) return offsets
    for (const line of checkpointLines(this.#disk.readFile(this.path).toString('utf8'), this.path)) {
      const [topic, partition, offset] = line.split(/\s+/)
      if (topic === undefined || !isWhole(partition) || !isWhole(offset)) throw malformed(this.path, line)
      offsets.set(`${topic}-${Number(partition)}`, Number(offset))
    }
    return offsets
  }

  write(entries: Iterable<{ topic: string; partition: number; offset: number }>): void {
    const lines = Array.from(entries, ({ topic, partition, offset }) => `${topic} ${partition} ${offset}`)
    replaceFile(this.#disk, this.path, checkpointText(lines))
  }
}

/** Version, number of entries, entries: a line each. */
export function checkpointText(lines: readonly string[]): Buffer {
  return Buffer.from(['0', String(lines.length), ...lines].map((line) => `${line}\n`).join(''))
}

/** The entries' lines. An empty file has none; throws when version or count are not right. */
export function checkpointLines(text: string, path: string): string[] {
  const [version, count, ...rest] = text.split('\n')
  if (version === undefined || version === '') return []
  if (version.trim() !== '0') throw new Error(`Unrecognized version of the checkpoint file (${path}): ${version}`)
  const lines = rest.filter((line) => line.trim() !== '')
  if (!isWhole(count)) throw malformed(path, count ?? '')
  if (lines.length !== Number(count)) {
    throw new Error(`Expected ${count} entries in checkpoint file (${path}), but found only ${lines.length}`)
  }
  return lines
}

export function malformed(path: string, line: string): Error {
  return new Error(`Malformed line in checkpoint file (${path}): '${line}'`)
}

function isWhole(text: string | undefined): boolean {
  return text !== undefined && /^\s*-?\d+\s*$/.test(text)
}
