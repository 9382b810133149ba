import type { Clock, Timer } from '../../../src/base/clock.ts'
import { silentLogger } from '../../../src/base/logger.ts'
import type { Random } from '../../../src/base/random.ts'
import { BrokerConfig } from '../../../src/broker/configs/broker-config.ts'
import {
  createGroupCoordinator,
  type GroupCoordinator,
  type JoinGroup,
} from '../../../src/broker/groups/coordinator.ts'
import type { Appended, OffsetsLog } from '../../../src/broker/groups/storage.ts'
import { RecordBatch } from '../../../src/wire/records/batch.ts'

/** A clock that only moves when told to. */
export class VirtualClock implements Clock {
  #now = 1_700_000_000_000
  #elapsed = 0
  #nextId = 0
  readonly #tasks = new Map<number, { at: number; task: () => void }>()

  now(): number {
    return this.#now
  }

  elapsed(): number {
    return this.#elapsed
  }

  after(milliseconds: number, task: () => void): Timer {
    const id = this.#nextId++
    this.#tasks.set(id, { at: this.#elapsed + milliseconds, task })
    return { cancel: () => void this.#tasks.delete(id) }
  }

  soon(task: () => void): void {
    this.after(0, task)
  }

  /** Runs what is due within the time, in order, letting promises settle in between. */
  async advance(milliseconds: number): Promise<void> {
    const until = this.#elapsed + milliseconds
    await settle()
    for (let due = this.#due(until); due; due = this.#due(until)) {
      const [id, { at, task }] = due
      this.#tasks.delete(id)
      this.#moveTo(Math.max(at, this.#elapsed))
      task()
      await settle()
    }
    this.#moveTo(until)
  }

  #moveTo(elapsed: number): void {
    this.#now += elapsed - this.#elapsed
    this.#elapsed = elapsed
  }

  #due(until: number): [number, { at: number; task: () => void }] | undefined {
    let first: [number, { at: number; task: () => void }] | undefined
    for (const entry of this.#tasks) {
      if (entry[1].at <= until && (first === undefined || entry[1].at < first[1].at)) first = entry
    }
    return first
  }
}

/** Lets all promises that can settle do so. */
export const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** The offsets topic in memory. */
export class MemoryOffsetsLog implements OffsetsLog {
  readonly batches: { partition: number; batch: RecordBatch }[] = []
  /** Every append answers with this code until it is 0 again. */
  failing = 0
  readonly #ends = new Map<number, number>()

  partitionCount(): number {
    return 50
  }

  async append(partition: number, bytes: Buffer): Promise<Appended> {
    if (this.failing !== 0) return { errorCode: this.failing, baseOffset: -1 }
    const batch = new RecordBatch(bytes)
    const baseOffset = this.#ends.get(partition) ?? 0
    batch.setBaseOffset(baseOffset)
    this.#ends.set(partition, batch.nextOffset)
    this.batches.push({ partition, batch })
    return { errorCode: 0, baseOffset }
  }

  bounds(partition: number): { start: number; end: number } {
    return { start: 0, end: this.#ends.get(partition) ?? 0 }
  }

  read(partition: number, offset: number): Buffer {
    const found = this.batches.filter((each) => each.partition === partition && each.batch.lastOffset >= offset)
    return Buffer.concat(found.slice(0, 2).map(({ batch }) => batch.bytes))
  }
}

export function seededRandom(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state
  }
  return {
    int: (bound) => (bound <= 1 ? 0 : next() % bound),
    bytes: (count) => Buffer.from(Array.from({ length: count }, () => next() >>> 24)),
  }
}

export interface Simulated {
  readonly clock: VirtualClock
  readonly log: MemoryOffsetsLog
  readonly groups: GroupCoordinator
}

/** A coordinator that leads all partitions of the offsets topic. */
export function simulate(settings: Record<string, string> = {}, log = new MemoryOffsetsLog()): Simulated {
  const clock = new VirtualClock()
  const config = new BrokerConfig(new Map(Object.entries({ 'zookeeper.connect': 'localhost', ...settings })))
  const random = seededRandom(1)
  const groups = createGroupCoordinator({ config, clock, random, logger: silentLogger, storage: log, brokerId: 0 })
  groups.start()
  for (let partition = 0; partition < 50; partition++) groups.onLeader(partition, 0)
  return { clock, log, groups }
}

export const joinRequest = (changes: Partial<JoinGroup> = {}): JoinGroup => ({
  groupId: 'g',
  memberId: '',
  groupInstanceId: null,
  clientId: 'client',
  clientHost: '/127.0.0.1',
  sessionTimeoutMs: 10_000,
  rebalanceTimeoutMs: 60_000,
  protocolType: 'consumer',
  protocols: [{ name: 'range', metadata: subscription('t') }],
  requireKnownMemberId: false,
  supportsSkippingAssignment: true,
  reason: '',
  ...changes,
})

/** A consumer's subscription of version 0. */
export function subscription(...topics: string[]): Buffer {
  const parts = [Buffer.alloc(2), int32(topics.length)]
  for (const topic of topics) {
    const length = Buffer.alloc(2)
    length.writeInt16BE(topic.length)
    parts.push(length, Buffer.from(topic))
  }
  return Buffer.concat([...parts, int32(-1)])
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}
