import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readAll } from '../../src/log/index.ts'
import { batches } from '../../src/wire/records/batch.ts'
import { buildMarker } from '../../src/wire/records/control.ts'
import { batchOf, contents, directory, open, type Sample, type TestClock } from './kit.ts'

const settings = {
  segmentBytes: 600,
  compact: true,
  delete: false,
  minCleanableDirtyRatio: 0.01,
  deleteRetentionMs: 10_000_000,
}

/** Lets the cleaner take its turns until it finds nothing more to do. */
async function clean(clock: TestClock, turns = 3): Promise<void> {
  for (let turn = 0; turn < turns; turn++) {
    clock.advance(15_000)
    for (let wait = 0; wait < 30; wait++) await new Promise((resolve) => setImmediate(resolve))
  }
}

const sample = fc.record({
  key: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
  value: fc.option(fc.string({ maxLength: 40 }), { nil: null }),
})

/** What a reader of the whole log ends up with. */
function model(records: readonly { key?: string | null | undefined; value?: string | null | undefined }[]) {
  const last = new Map<string, string | null>()
  for (const { key, value } of records) if (key) last.set(key, value ?? null)
  return last
}

describe('compaction', () => {
  it('leaves what a reader needs, at the same offsets, and less of it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(sample, { minLength: 1, maxLength: 4 }), { minLength: 20, maxLength: 80 }),
        fc.constantFrom('none' as const, 'gzip' as const),
        async (sets, codec) => {
          const { manager, clock, disk, config } = await open(settings)
          const log = manager.getOrCreateLog('t', 0, { isNew: true })
          const written: Sample[] = sets.flat()
          for (const set of sets) {
            log.appendAsLeader(batchOf(set, { codec }), 0)
            log.highWatermark = log.logEndOffset
          }
          const before = contents(log)
          const activeFrom = log.activeSegmentOffset
          await clean(clock)
          const after = contents(log)
          expect(model(after)).toEqual(model(written))
          for (const record of after) expect(before[record.offset]).toEqual(record)
          const cleaned = after.filter(({ offset }) => offset < activeFrom)
          expect(cleaned.length).toBeLessThanOrEqual(6)
          expect(log.logEndOffset).toBe(written.length)
          const { manager: next } = await open(config, disk.reopen())
          const again = next.getLog('t', 0)
          expect(again && contents(again)).toEqual(after)
        },
      ),
      { numRuns: 40 },
    )
  })

  it('drops tombstones when their time has come', async () => {
    const { manager, clock, disk } = await open({ ...settings, deleteRetentionMs: 100_000 })
    const log = manager.getOrCreateLog('t', 0, { isNew: true })
    const write = (key: string, value: string | null) => {
      log.appendAsLeader(batchOf([{ key, value }]), 0)
      log.highWatermark = log.logEndOffset
    }
    write('gone', 'x')
    write('gone', null)
    for (let i = 0; i < 30; i++) write(`k${i}`, 'some value')
    await clean(clock)
    expect(contents(log).filter(({ key }) => key === 'gone')).toMatchObject([{ offset: 1, value: undefined }])
    expect(disk.readFile(`${directory}/cleaner-offset-checkpoint`).toString()).toMatch(/^0\n1\nt 0 \d+\n$/)
    clock.advance(200_000)
    for (let i = 0; i < 30; i++) write(`k${i}`, 'some value')
    await clean(clock)
    expect(contents(log).filter(({ key }) => key === 'gone')).toEqual([])
  })

  it('drops aborted transactions, keeps committed ones, and producers’ last sequences', async () => {
    const { manager, clock } = await open(settings)
    const log = manager.getOrCreateLog('t', 0, { isNew: true })
    const sequences = new Map<number, number>()
    const write = (producerId: number, key: string) => {
      const baseSequence = sequences.get(producerId) ?? 0
      sequences.set(producerId, baseSequence + 1)
      const options = { producerId, producerEpoch: 0, baseSequence, isTransactional: true }
      log.appendAsLeader(batchOf([{ key, value: 'v'.repeat(50) }], options), 0, { transactionVerified: true })
    }
    const end = (producerId: number, type: 'ABORT' | 'COMMIT') =>
      log.appendAsLeader(
        buildMarker({ type, coordinatorEpoch: 0 }, { producerId, producerEpoch: 0, timestamp: clock.now() }),
        0,
        { origin: 'coordinator' },
      )
    write(1, 'committed')
    write(2, 'aborted')
    end(1, 'COMMIT')
    end(2, 'ABORT')
    log.highWatermark = log.logEndOffset
    expect(log.lastStableOffset).toBe(4)
    expect(log.read(0, 9999, { upTo: 'lastStable', minOneMessage: true }).abortedTransactions).toEqual([
      { producerId: 2, firstOffset: 1 },
    ])
    write(1, 'open')
    for (let i = 0; i < 20; i++) write(3, `k${i}`)
    end(3, 'COMMIT')
    log.highWatermark = log.logEndOffset
    expect(log.lastStableOffset).toBe(4)
    end(1, 'COMMIT')
    log.highWatermark = log.logEndOffset
    for (let i = 0; i < 20; i++) log.appendAsLeader(batchOf([{ key: `z${i}`, value: 'z'.repeat(60) }]), 0)
    log.highWatermark = log.logEndOffset
    await clean(clock)
    const keys = contents(log).map(({ key }) => key)
    expect(keys).toContain('committed')
    expect(keys).not.toContain('aborted')
    const left = [...batches(readAll(log.read(0, 99999, { upTo: 'logEnd', minOneMessage: true })))]
    expect(left.some((batch) => batch.producerId === 2 && !batch.isControl && batch.count === 0)).toBe(true)
  })
})
