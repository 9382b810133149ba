import type { Clock } from '../../src/base/clock.ts'
import { MemoryDisk } from '../../src/base/disk/memory-disk.ts'
import { silentLogger } from '../../src/base/logger.ts'
import { systemRandom } from '../../src/base/random.ts'
import {
  defaultLogConfig,
  type LogConfig,
  type LogManager,
  openLogManager,
  type PartitionLog,
  readAll,
} from '../../src/log/index.ts'
import type { LogManagerOptions } from '../../src/log/log-manager.ts'
import { batches } from '../../src/wire/records/batch.ts'
import { type BatchOptions, buildBatch } from '../../src/wire/records/builder.ts'
import { records } from '../../src/wire/records/record.ts'

/** A clock that a test moves on; what is due runs then, in order. */
/** Where the test clock starts, and the default timestamp of test records. */
export const startTime = 1_700_000_000_000

export class TestClock implements Clock {
  #now = startTime
  #elapsed = 0
  #tasks: { at: number; task: () => void }[] = []

  now = () => this.#now
  elapsed = () => this.#elapsed
  after(milliseconds: number, task: () => void) {
    const entry = { at: this.#elapsed + milliseconds, task }
    this.#tasks.push(entry)
    return { cancel: () => this.#drop(entry) }
  }
  soon = (task: () => void) => void setImmediate(task)

  /** Moves on and runs what is due. */
  advance(milliseconds: number): void {
    const end = this.#elapsed + milliseconds
    for (;;) {
      const due = this.#tasks.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0]
      if (!due) break
      this.#drop(due)
      this.#step(due.at)
      due.task()
    }
    this.#step(end)
  }

  #drop(entry: { at: number; task: () => void }): void {
    this.#tasks = this.#tasks.filter((other) => other !== entry)
  }

  #step(to: number): void {
    this.#now += to - this.#elapsed
    this.#elapsed = to
  }
}

export interface Fixture {
  readonly disk: MemoryDisk
  readonly clock: TestClock
  readonly manager: LogManager
  readonly config: LogConfig
}

export const directory = '/data/kafka-logs'

export async function open(
  settings: Partial<LogConfig> = {},
  disk?: MemoryDisk,
  more: Partial<LogManagerOptions> = {},
): Promise<Fixture> {
  const clock = new TestClock()
  const config = { ...defaultLogConfig, ...settings }
  const used = disk ?? new MemoryDisk({ now: clock.now })
  const manager = await openLogManager({
    ...{ disk: used, clock, random: systemRandom, logger: silentLogger, directories: [directory] },
    configOf: () => config,
    ...more,
  })
  return { disk: used, clock, manager, config }
}

export interface Sample {
  readonly key?: string | null
  readonly value?: string | null
  readonly timestamp?: number
}

export function batchOf(samples: readonly Sample[], options: BatchOptions = {}): Buffer {
  const bytes = (text: string | null | undefined) => (text === null || text === undefined ? null : Buffer.from(text))
  return buildBatch(
    samples.map(({ key, value, timestamp = startTime }) => ({ timestamp, key: bytes(key), value: bytes(value) })),
    options,
  )
}

export function append(log: PartitionLog, values: readonly string[], options: BatchOptions = {}, epoch = 0) {
  const result = log.appendAsLeader(
    batchOf(
      values.map((value) => ({ value, key: value })),
      options,
    ),
    epoch,
  )
  log.highWatermark = log.logEndOffset
  return result
}

/** All records that a reader to the end finds from the offset on. */
export function contents(log: PartitionLog, from = log.logStartOffset) {
  const found: { offset: number; key: string | undefined; value: string | undefined }[] = []
  let offset = from
  while (offset < log.logEndOffset) {
    const result = log.read(offset, 1_000_000, { upTo: 'logEnd', minOneMessage: true })
    if (result.size === 0) break
    for (const batch of batches(readAll(result))) {
      offset = batch.nextOffset
      if (batch.isControl) continue
      for (const record of records(batch)) {
        if (record.offset >= from) {
          found.push({ offset: record.offset, key: record.key?.toString(), value: record.value?.toString() })
        }
      }
    }
  }
  return found
}
