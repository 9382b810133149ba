import { expect, it } from 'vitest'
import type { PartitionLog } from '../../src/log/index.ts'
import { KafkaError } from '../../src/wire/kafka/errors.ts'
import { batches } from '../../src/wire/records/batch.ts'
import { buildMessageSet } from '../../src/wire/records/legacy.ts'
import { batchOf, contents, directory, open, startTime } from './kit.ts'

const recoveryPointFile = `${directory}/recovery-point-offset-checkpoint`

/** A batch as a leader has it. */
const led = (baseOffset: number, values: readonly string[], partitionLeaderEpoch = 0) =>
  batchOf(
    values.map((value) => ({ key: value, value })),
    { baseOffset, partitionLeaderEpoch },
  )

function refusal(act: () => unknown): string | undefined {
  try {
    act()
  } catch (error) {
    if (error instanceof KafkaError) return error.errorName
    throw error
  }
  return undefined
}

async function newLog(settings = {}): Promise<PartitionLog> {
  const { manager } = await open(settings)
  return manager.getOrCreateLog('t', 0, { isNew: true })
}

it('keeps the offsets and epochs of the leader, gaps of compaction too', async () => {
  const log = await newLog()
  const bytes = Buffer.concat([led(0, ['a', 'b'], 1), led(7, ['c'], 1), led(9, ['d'], 4)])
  expect(log.appendAsFollower(bytes)).toMatchObject({ firstOffset: 0, lastOffset: 9, count: 4, size: bytes.length })
  expect(contents(log).map(({ offset, value }) => `${offset}${value}`)).toEqual(['0a', '1b', '7c', '9d'])
  expect(log.latestEpoch).toBe(4)
  expect(log.endOffsetForEpoch(1)).toEqual({ leaderEpoch: 1, endOffset: 9 })
})

it('leaves out a torn batch at the end, and takes nothing of what is corrupt or out of order', async () => {
  const log = await newLog()
  const torn = Buffer.concat([led(0, ['a']), led(1, ['b']).subarray(0, 50)])
  expect(log.appendAsFollower(torn)).toMatchObject({ lastOffset: 0, count: 1 })
  const corrupt = Buffer.concat([led(1, ['b']), led(2, ['c'])])
  corrupt[corrupt.length - 1] = 0xff
  expect(refusal(() => log.appendAsFollower(corrupt))).toBe('CORRUPT_MESSAGE')
  expect(refusal(() => log.appendAsFollower(led(0, ['x'])))).toBe('OFFSET_OUT_OF_RANGE')
  expect(refusal(() => log.appendAsFollower(Buffer.concat([led(5, ['x', 'y']), led(6, ['z'])])))).toBe(
    'OFFSET_OUT_OF_RANGE',
  )
  expect(log.logEndOffset).toBe(1)
})

it('starts an empty log with the batch in whose middle the leader starts', async () => {
  const log = await newLog()
  log.truncateFullyAndStartAt(12)
  const bytes = Buffer.concat([led(10, ['a', 'b', 'c', 'd']), led(14, ['e'])])
  expect(log.appendAsFollower(bytes)).toMatchObject({ firstOffset: 10, lastOffset: 14 })
  expect(log.logStartOffset).toBe(10)
  expect(contents(log)).toHaveLength(5)
})

it('spreads over segments what came in one piece from larger ones', async () => {
  const one = led(0, ['value 0'])
  const log = await newLog({ segmentBytes: 2 * one.length + 10 })
  const pieces = Array.from({ length: 7 }, (_, at) => led(at, [`value ${at}`]))
  expect(log.appendAsFollower(Buffer.concat(pieces))).toMatchObject({ firstOffset: 0, lastOffset: 6, count: 7 })
  expect(log.segmentCount).toBe(4)
  expect(contents(log)).toHaveLength(7)
})

it('takes messages of the old formats, which know no epochs', async () => {
  const log = await newLog()
  log.appendAsFollower(led(0, ['a'], 3))
  const record = (offset: number) => ({
    ...{ offset, timestamp: startTime, key: Buffer.from('k'), value: Buffer.from('v'), headers: [] },
  })
  const plain = buildMessageSet([record(1), record(2)], { magic: 1, codec: 'none' })
  const wrapped = buildMessageSet([record(3), record(4)], { magic: 1, codec: 'gzip' })
  expect(log.appendAsFollower(Buffer.concat([plain, wrapped]))).toMatchObject({ lastOffset: 4 })
  expect(log.logEndOffset).toBe(5)
  expect(log.latestEpoch).toBeUndefined()
  plain[30] = 0x77
  plain.writeBigInt64BE(5n, 0)
  expect(refusal(() => log.appendAsFollower(plain))).toBe('CORRUPT_MESSAGE')
})

it('says in its checkpoint that truncated records are no longer recovered', async () => {
  const { disk, manager } = await open()
  const log = manager.getOrCreateLog('t', 0, { isNew: true })
  for (let at = 0; at < 10; at++) log.appendAsFollower(led(at, [`old ${at}`]))
  await log.flush()
  manager.checkpointOffsets()
  expect(disk.readFile(recoveryPointFile).toString()).toBe('0\n1\nt 0 10\n')
  log.truncateTo(4)
  await new Promise((resolve) => setImmediate(resolve))
  expect(disk.readFile(recoveryPointFile).toString()).toBe('0\n1\nt 0 4\n')
})

it('finds after a crash what a truncation left and what was appended after it', async () => {
  const { disk, manager } = await open()
  const log = manager.getOrCreateLog('t', 0, { isNew: true })
  for (let at = 0; at < 10; at++) log.appendAsFollower(led(at, [`old ${at}`], 2))
  await log.flush()
  manager.checkpointOffsets()
  log.truncateTo(4)
  await new Promise((resolve) => setImmediate(resolve))
  log.appendAsFollower(led(4, ['new 4', 'new 5'], 3))
  const { manager: next } = await open({}, disk.reopen())
  const found = next.getLog('t', 0)
  expect(found && contents(found).map(({ value }) => value)).toEqual([
    ...['old 0', 'old 1', 'old 2', 'old 3'],
    ...['new 4', 'new 5'],
  ])
  expect(found?.latestEpoch).toBe(3)
  expect(found?.endOffsetForEpoch(2)).toEqual({ leaderEpoch: 2, endOffset: 4 })
  expect([...batches(disk.readFile(`${directory}/t-0/00000000000000000000.log`))]).toHaveLength(5)
})

it('forgets an epoch in which it led without writing, so that its next leader finds nothing diverging', async () => {
  const log = await newLog()
  log.appendAsFollower(led(0, ['a', 'b'], 1))
  log.assignEpochStart(4, log.logEndOffset)
  expect(log.latestEpoch).toBe(4)
  expect(log.truncateTo(2)).toBe(false)
  expect(log.latestEpoch).toBe(1)
  expect(log.endOffsetForEpoch(1)).toEqual({ leaderEpoch: 1, endOffset: 2 })
})

it('knows a producer’s last five batches again after truncations, for the retries that may come to it as the next leader', async () => {
  const log = await newLog()
  const batch = (baseOffset: number, baseSequence: number) =>
    batchOf([{ value: 'v' }], { baseOffset, producerId: 7, producerEpoch: 0, baseSequence })
  for (let at = 0; at < 4; at++) log.appendAsFollower(batch(at, at))
  for (let round = 0; round < 2; round++) {
    log.appendAsFollower(led(4, ['diverging']))
    log.truncateTo(4)
  }
  expect(log.appendAsLeader(batch(0, 1), 3)).toMatchObject({ duplicate: true, firstOffset: 1 })
})
