import { type Disk, replaceFile } from '../base/disk/disk.ts'
import { syncFileLater } from './durable.ts'

export interface CheckpointEntry {
  readonly topic: string
  readonly partition: number
  readonly offset: number
}

/** An offset per partition: `recovery-point-offset-checkpoint` and its kin at the top of a log directory. */
export class OffsetCheckpoint {
  readonly #disk: Disk
  readonly path: string
  #last: Buffer | undefined
  #writing: Promise<void> = Promise.resolve()

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

  /** Replaces the file, if anything changed since the last time. */
  write(entries: Iterable<CheckpointEntry>): void {
    const content = contentOf(entries)
    if (this.#last?.equals(content)) return
    replaceFile(this.#disk, this.path, content)
    this.#last = content
  }

  /** The same with the waiting done off the loop; one after the other. */
  writeLater(entries: Iterable<CheckpointEntry>): Promise<void> {
    const content = contentOf(entries)
    this.#writing = this.#writing.then(async () => {
      if (this.#last?.equals(content)) return
      const temporary = `${this.path}.tmp`
      this.#disk.writeFile(temporary, content)
      await syncFileLater(this.#disk, temporary)
      if (!this.#disk.exists(temporary)) return // the broker closed the directory meanwhile, with newer offsets
      this.#disk.rename(temporary, this.path)
      this.#last = content
    })
    return this.#writing
  }
}

function contentOf(entries: Iterable<CheckpointEntry>): Buffer {
  return checkpointText(Array.from(entries, ({ topic, partition, offset }) => `${topic} ${partition} ${offset}`))
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
