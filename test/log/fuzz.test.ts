import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { KafkaError } from '../../src/wire/kafka/errors.ts'
import { batchHeaderSize, RecordBatch } from '../../src/wire/records/batch.ts'
import { buildMessageSet } from '../../src/wire/records/legacy.ts'
import { append, batchOf, contents, open } from './kit.ts'

const mutation = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), byte: fc.nat(255) })

function mutate(bytes: Buffer, from: number, mutations: readonly { at: number; byte: number }[]): void {
  for (const { at, byte } of mutations) bytes.writeUInt8(byte, from + Math.floor(at * (bytes.length - 1 - from)))
}

describe('what clients may send', () => {
  it('is stored whole or refused with an error of Kafka’s, even with a right CRC over wrong bytes', async () => {
    const { manager } = await open()
    const log = manager.getOrCreateLog('t', 0, { isNew: true })
    const codec = fc.constantFrom('none' as const, 'gzip' as const, 'snappy' as const, 'lz4' as const, 'zstd' as const)
    fc.assert(
      fc.property(
        fc.array(mutation, { minLength: 1, maxLength: 6 }),
        codec,
        fc.boolean(),
        (mutations, used, fixesCrc) => {
          const bytes = batchOf([{ key: 'a', value: 'first' }, { value: 'second' }, { key: 'c' }], { codec: used })
          mutate(bytes, fixesCrc ? batchHeaderSize : 0, mutations)
          if (fixesCrc) new RecordBatch(bytes).updateCrc()
          try {
            const { count } = log.appendAsLeader(bytes, 0)
            log.highWatermark = log.logEndOffset
            if (count > 0) expect(contents(log, log.logEndOffset - count)).toHaveLength(count)
          } catch (error) {
            expect(error).toBeInstanceOf(KafkaError)
            expect(log.isOffline).toBe(false)
          }
        },
      ),
      { numRuns: 1500 },
    )
    expect(append(log, ['still works']).count).toBe(1)
  })

  it('may be of the old formats, which are stored in the new one', async () => {
    const { manager } = await open()
    const log = manager.getOrCreateLog('t', 0, { isNew: true })
    const record = (offset: number, value: string) => ({
      ...{ offset, timestamp: 1_700_000_000_000, key: null, value: Buffer.from(value), headers: [] },
    })
    for (const magic of [0, 1] as const) {
      for (const codec of ['none', 'gzip', 'snappy', 'lz4'] as const) {
        const set = buildMessageSet([record(0, `${magic} ${codec}`), record(1, 'second')], { magic, codec })
        expect(log.appendAsLeader(set, 0)).toMatchObject({ count: 2 })
      }
    }
    expect(
      contents(log)
        .filter(({ offset }) => offset % 2 === 0)
        .map(({ value }) => value),
    ).toEqual([...['0 none', '0 gzip', '0 snappy', '0 lz4', '1 none', '1 gzip', '1 snappy', '1 lz4']])
    fc.assert(
      fc.property(
        fc.array(mutation, { minLength: 1, maxLength: 5 }),
        fc.constantFrom(0 as const, 1 as const),
        (mutations, magic) => {
          const set = buildMessageSet([record(0, 'value'), record(1, 'second')], { magic, codec: 'none' })
          mutate(set, 0, mutations)
          try {
            log.appendAsLeader(set, 0)
          } catch (error) {
            expect(error).toBeInstanceOf(KafkaError)
          }
        },
      ),
      { numRuns: 500 },
    )
  })
})

describe('what may lie in a log directory', () => {
  it('is opened, repaired or refused in words, whatever bytes are in its files', async () => {
    const { disk, manager } = await open({ segmentBytes: 1500, indexIntervalBytes: 100, segmentIndexBytes: 2400 })
    const log = manager.getOrCreateLog('t', 0, { isNew: true, topicId: 'AAAAAAAAAAAAAAAAAAAABQ' })
    for (let i = 0; i < 40; i++)
      append(log, [`value ${i}`], { producerId: 1, producerEpoch: 0, baseSequence: i }, Math.floor(i / 9))
    await manager.close()
    const names = disk
      .list(log.path)
      .map(({ name }) => name)
      .filter((name) => name !== 'partition.metadata')
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...names),
        fc.array(mutation, { minLength: 1, maxLength: 20 }),
        fc.boolean(),
        async (name, mutations, wasClean) => {
          const broken = disk.reopen()
          const bytes = broken.readFile(`${log.path}/${name}`)
          if (bytes.length < 2) return
          mutate(bytes, 0, mutations)
          broken.writeFile(`${log.path}/${name}`, bytes)
          if (!wasClean) broken.remove(`${log.logDirectory}/.kafka_cleanshutdown`)
          if (!wasClean) broken.remove(`${log.logDirectory}/recovery-point-offset-checkpoint`)
          const { manager: next } = await open({ segmentBytes: 1500 }, broken)
          const again = next.getLog('t', 0)
          if (!again || wasClean) return
          expect(append(again, ['more'], {}, 9).count).toBe(1)
          const values = contents(again).map(({ value }) => value)
          expect(values).toEqual([...values.slice(0, -1).map((_, at) => `value ${at}`), 'more'])
          if (!name.endsWith('.log')) expect(values).toHaveLength(41)
        },
      ),
      { numRuns: 200 },
    )
  })
})
