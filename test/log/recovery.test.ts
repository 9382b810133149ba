import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { MemoryDisk } from '../../src/base/disk/memory-disk.ts'
import { append, batchOf, contents, directory, open } from './kit.ts'

const folder = `${directory}/t-0`
const firstLog = `${folder}/00000000000000000000.log`

function truncate(disk: MemoryDisk, path: string, size: number): void {
  const file = disk.open(path, 'write')
  file.truncate(size)
  file.close()
}

describe('a log that was not closed', () => {
  it('recovers to the last whole batch from a tail torn at any byte', async () => {
    const { disk, manager } = await open({ indexIntervalBytes: 100 })
    const log = manager.getOrCreateLog('t', 0, { isNew: true })
    const ends: number[] = [0]
    for (let i = 0; i < 6; i++) {
      append(log, [`first ${i}`, `second ${i}`], { producerId: 9, producerEpoch: 0, baseSequence: 2 * i }, i)
      ends.push(log.size)
    }
    for (let size = 0; size <= log.size; size++) {
      const torn = disk.reopen()
      truncate(torn, firstLog, size)
      const { manager: next } = await open({}, torn)
      const recovered = next.getLog('t', 0)
      const whole = ends.filter((end) => end <= size).length - 1
      expect(recovered?.logEndOffset).toBe(2 * whole)
      expect(recovered?.size).toBe(ends[whole])
      expect(recovered?.latestEpoch).toBe(whole > 0 ? whole - 1 : undefined)
      expect(recovered?.activeProducers.map(({ lastSequence }) => lastSequence)).toEqual(
        whole > 0 ? [2 * whole - 1] : [],
      )
      if (recovered) expect(append(recovered, ['more'], {}, 9).firstOffset).toBe(2 * whole)
      if (recovered) expect(contents(recovered)).toHaveLength(2 * whole + 1)
    }
  })

  it('cuts at a flipped bit and drops the segments after it', async () => {
    const { disk, manager } = await open({ segmentBytes: 400 })
    const log = manager.getOrCreateLog('t', 0, { isNew: true })
    for (let i = 0; i < 12; i++) append(log, [`value ${i}`])
    expect(log.segmentCount).toBeGreaterThan(2)
    const broken = disk.reopen()
    const file = broken.open(firstLog, 'write')
    file.write([Buffer.from([0xff])], 240)
    const { manager: next } = await open({}, broken)
    const recovered = next.getLog('t', 0)
    expect(recovered?.logEndOffset).toBe(2)
    expect(recovered?.segmentCount).toBe(1)
  })

  it('does not read again what was flushed', async () => {
    const { disk, manager } = await open({ segmentBytes: 400 })
    const log = manager.getOrCreateLog('t', 0, { isNew: true })
    for (let i = 0; i < 12; i++) append(log, [`value ${i}`])
    await log.flush()
    manager.checkpointOffsets()
    const broken = disk.reopen()
    const file = broken.open(firstLog, 'write')
    file.write([Buffer.from([0xff])], 240)
    const { manager: next } = await open({}, broken)
    expect(next.getLog('t', 0)?.logEndOffset).toBe(12)
  })
})

interface Step {
  readonly kind: 'append' | 'flush' | 'roll' | 'checkpoint' | 'truncate' | 'epoch'
  readonly size: number
}

function steps(...more: Step['kind'][]): fc.Arbitrary<Step[]> {
  const kind = fc.constantFrom<Step['kind']>(
    'append',
    'append',
    'append',
    'append',
    'flush',
    'roll',
    'checkpoint',
    'epoch',
    ...more,
  )
  return fc.array(fc.record({ kind, size: fc.integer({ min: 1, max: 300 }) }), { maxLength: 60 })
}

/** Does the steps on a new log; says what is in it then, and how much of that was flushed. */
async function play(list: readonly Step[]) {
  const fixture = await open({ segmentBytes: 1500, indexIntervalBytes: 200 })
  const log = fixture.manager.getOrCreateLog('t', 0, { isNew: true })
  let [written, flushed, epoch]: [string[], number, number] = [[], 0, 0]
  await log.flush()
  for (const { kind, size } of list) {
    if (kind === 'append') {
      const value = `${written.length}:${'x'.repeat(size)}`
      append(log, [value], {}, epoch)
      written.push(value)
    } else if (kind === 'flush') {
      await log.flush()
      flushed = written.length
    } else if (kind === 'truncate') {
      log.truncateTo(Math.max(0, written.length - (size % 5)))
      written = written.slice(0, log.logEndOffset)
    } else if (kind === 'roll') log.roll()
    else if (kind === 'epoch') epoch++
    else fixture.manager.checkpointOffsets()
  }
  return { ...fixture, log, written, flushed }
}

async function valuesAfter(disk: MemoryDisk) {
  const { manager } = await open({ segmentBytes: 1500 }, disk)
  const log = manager.getLog('t', 0)
  return log ? contents(log).map(({ value }) => value) : []
}

describe('a machine that loses its power', () => {
  it('keeps all that was flushed, and of the rest whole batches in order', async () => {
    await fc.assert(
      fc.asyncProperty(steps(), fc.double({ min: 0, max: 1, noNaN: true }), async (list, part) => {
        const { disk, written, flushed } = await play(list)
        const values = await valuesAfter(disk.crash((_, unsynced) => Math.floor(unsynced * part)))
        expect(values.length).toBeGreaterThanOrEqual(flushed)
        expect(written.slice(0, values.length)).toEqual(values)
      }),
      { numRuns: 200 },
    )
  })
})

describe('a process that is killed', () => {
  it('loses nothing of what was appended', async () => {
    await fc.assert(
      fc.asyncProperty(steps('truncate'), async (list) => {
        const { disk, log, written } = await play(list)
        expect(contents(log).map(({ value }) => value)).toEqual(written)
        expect(await valuesAfter(disk.reopen())).toEqual(written)
      }),
      { numRuns: 200 },
    )
  })
})

describe('a log that was closed', () => {
  it('opens without reading its records, with all its state', async () => {
    const { disk, manager } = await open({ segmentBytes: 400 })
    const log = manager.getOrCreateLog('t', 0, { isNew: true, topicId: 'AAAAAAAAAAAAAAAAAAAABQ' })
    for (let i = 0; i < 12; i++) {
      const { lastOffset } = append(log, [`v${i}`], { producerId: 3, producerEpoch: 1, baseSequence: i }, i)
      expect(lastOffset).toBe(i)
    }
    log.highWatermark = 7
    log.deleteRecordsBefore(3)
    await manager.close(77)
    expect(disk.readFile(`${directory}/.kafka_cleanshutdown`).toString()).toBe('{"version":0,"brokerEpoch":77}')
    const { manager: next } = await open({ segmentBytes: 400 }, disk.reopen())
    expect(next.wasCleanShutdown).toBe(true)
    const again = next.getLog('t', 0)
    expect(again).toMatchObject({
      logStartOffset: 3,
      logEndOffset: 12,
      highWatermark: 7,
      topicId: 'AAAAAAAAAAAAAAAAAAAABQ',
    })
    expect(again).toMatchObject({
      latestEpoch: 11,
      activeProducers: [{ producerId: 3, producerEpoch: 1, lastSequence: 11 }],
    })
    expect(again?.endOffsetForEpoch(5)).toEqual({ leaderEpoch: 5, endOffset: 6 })
    if (again)
      expect(contents(again).map(({ value }) => value)).toEqual([
        'v3',
        'v4',
        'v5',
        'v6',
        'v7',
        'v8',
        'v9',
        'v10',
        'v11',
      ])
  })
})

it('believes the batches rather than leader-epoch-checkpoint when records that were truncated come back after a power loss', async () => {
  const { disk, manager } = await open()
  const log = manager.getOrCreateLog('t', 0, { isNew: true })
  const led = (baseOffset: number, partitionLeaderEpoch: number) =>
    batchOf([{ value: `${baseOffset} in ${partitionLeaderEpoch}` }], { baseOffset, partitionLeaderEpoch })
  for (const at of [0, 1, 2, 3]) log.appendAsFollower(led(at, 1))
  await log.flush()
  const path = `${log.path}/00000000000000000000.log`
  const before = disk.readFile(path)
  log.truncateTo(2)
  for (const at of [2, 3]) log.appendAsFollower(led(at, 3))
  manager.checkpointOffsets()
  const old = disk.reopen()
  old.writeFile(path, before)
  const { manager: next } = await open({}, old)
  const found = next.getLog('t', 0)
  expect(found?.logEndOffset).toBe(4)
  expect(found?.latestEpoch).toBe(1)
  expect(found?.endOffsetForEpoch(3)).toBeUndefined()

  const mixed = disk.reopen()
  mixed.writeFile(
    path,
    Buffer.concat([disk.readFile(path).subarray(0, (before.length / 4) * 3), before.subarray((before.length / 4) * 3)]),
  )
  const { manager: third } = await open({}, mixed)
  expect(third.getLog('t', 0)).toMatchObject({ logEndOffset: 3, latestEpoch: 3 })
})
