import { describe, expect, it } from 'vitest'
import { append, batchOf, contents, directory, open, startTime } from './kit.ts'

const minute = 60_000

describe('retention', () => {
  it('deletes the oldest segments beyond retention.bytes, and their files after a delay', async () => {
    const { manager, clock, disk } = await open({ segmentBytes: 400, retentionBytes: 1000, retentionMs: -1 })
    const log = manager.getOrCreateLog('t', 0, { isNew: true })
    for (let i = 0; i < 40; i++) append(log, [`value ${i}`])
    const before = log.segmentCount
    clock.advance(minute)
    expect(log.segmentCount).toBeLessThan(before)
    expect(log.size).toBeLessThan(1400)
    expect(log.size).toBeGreaterThanOrEqual(1000)
    expect(contents(log)[0]?.offset).toBe(log.logStartOffset)
    const names = () => disk.list(`${directory}/t-0`).map(({ name }) => name)
    expect(names().filter((name) => name.endsWith('.deleted')).length).toBeGreaterThan(0)
    clock.advance(2 * minute)
    expect(names().filter((name) => name.endsWith('.deleted'))).toEqual([])
  })

  it('deletes what is older than retention.ms, the active segment too, but nothing above the high watermark', async () => {
    const { manager, clock } = await open({ segmentBytes: 400, retentionMs: 10 * minute })
    const log = manager.getOrCreateLog('t', 0, { isNew: true })
    for (let i = 0; i < 10; i++) append(log, [`value ${i}`])
    log.highWatermark = 4
    clock.advance(20 * minute)
    expect(log.logStartOffset).toBeLessThanOrEqual(4)
    log.highWatermark = 10
    clock.advance(20 * minute)
    expect(log).toMatchObject({ logStartOffset: 10, logEndOffset: 10, size: 0, segmentCount: 1 })
    expect(append(log, ['more']).firstOffset).toBe(10)
  })

  it('keeps records of compacted topics, and drops what DeleteRecords asked for', async () => {
    const { manager, clock } = await open({ segmentBytes: 400, retentionMs: 1, compact: true, delete: false })
    const log = manager.getOrCreateLog('t', 0, { isNew: true })
    for (let i = 0; i < 12; i++) append(log, [`value ${i}`])
    clock.advance(minute)
    expect(log.logStartOffset).toBe(0)
    expect(log.deleteRecordsBefore(9)).toBe(9)
    expect(() => log.read(8, 100, { upTo: 'logEnd', minOneMessage: true })).toThrow('range 9 to 12')
    clock.advance(6 * minute)
    expect(contents(log)[0]?.value).toBe('value 9')
    expect(log.deleteRecordsBefore(-1)).toBe(12)
  })

  it('rolls by time', async () => {
    const { manager } = await open({ segmentMs: 1000 })
    const log = manager.getOrCreateLog('t', 0, { isNew: true })
    for (const later of [0, 500, 1000, 1001, 1500, 2100]) {
      log.appendAsLeader(batchOf([{ value: 'v', timestamp: startTime + later }]), 0)
    }
    expect(log.segmentCount).toBe(3)
    expect(log.activeSegmentOffset).toBe(5)
  })
})

describe('logs', () => {
  it('are deleted by a new name at once, and their files later', async () => {
    const { manager, clock, disk } = await open()
    append(manager.getOrCreateLog('t', 3, { isNew: true }), ['a'])
    manager.deleteLog('t', 3)
    expect(manager.getLog('t', 3)).toBeUndefined()
    const folders = () => disk.list(directory).filter((entry) => entry.isDirectory)
    expect(folders().map(({ name }) => name)).toEqual([expect.stringMatching(/^t-3\.[0-9a-f]{32}-delete$/)])
    const again = manager.getOrCreateLog('t', 3, { isNew: true })
    expect(again.logEndOffset).toBe(0)
    clock.advance(minute)
    expect(folders().map(({ name }) => name)).toEqual(['t-3'])
  })

  it('spread over the directories, and go offline with theirs', async () => {
    const failed: string[] = []
    const directories = ['/d/one', '/d/two']
    const { manager, disk } = await open({}, undefined, {
      directories,
      onDirectoryFailure: (path) => failed.push(path),
    })
    for (let p = 0; p < 6; p++) manager.getOrCreateLog('t', p, { isNew: true })
    expect([...manager.logs].filter((log) => log.logDirectory === '/d/one')).toHaveLength(3)
    const log = manager.getOrCreateLog('t', 0)
    disk.remove(`${log.path}/leader-epoch-checkpoint`)
    disk.removeTree(log.path)
    expect(() => append(log, ['a'])).toThrow('no such file')
    expect(failed).toEqual([log.logDirectory])
    expect(manager.liveDirectories).toHaveLength(1)
    expect(() => append(log, ['b'])).toThrow('already offline')
    expect(() => manager.getOrCreateLog('u', 0)).toThrow('are offline')
  })

  it('refuse a directory that another broker holds, and folders that are no logs', async () => {
    const { disk } = await open()
    await expect(open({}, disk)).rejects.toThrow(
      `Failed to acquire lock on file .lock in ${directory}. A Kafka instance in another process or thread is using this directory.`,
    )
    const other = disk.reopen()
    other.makeDirectory(`${directory}/lost+found`)
    await expect(open({}, other)).rejects.toThrow("'lost+found' is not in the form of topic-partition")
  })

  it('tell a full disk from all else, and lose nothing', async () => {
    const { MemoryDisk } = await import('../../src/base/disk/memory-disk.ts')
    const small = new MemoryDisk({ capacity: 200_000 })
    const { manager } = await open({ segmentIndexBytes: 4096 }, small)
    const log = manager.getOrCreateLog('t', 0, { isNew: true })
    let count = 0
    expect(() => {
      for (; ; count++) append(log, ['x'.repeat(1000)])
    }).toThrow('ENOSPC')
    expect(log.isOffline).toBe(true)
    const { manager: next } = await open({ segmentIndexBytes: 4096 }, small.reopen())
    expect(next.getLog('t', 0)?.logEndOffset).toBe(count)
  })
})

describe('a follower’s log', () => {
  it('takes batches as they are, and truncates where epochs part', async () => {
    const { manager } = await open({ segmentBytes: 400 })
    const leader = manager.getOrCreateLog('leader', 0, { isNew: true })
    for (let i = 0; i < 12; i++)
      append(leader, [`v${i}`], { producerId: 1, producerEpoch: 0, baseSequence: i }, Math.floor(i / 4))
    const follower = manager.getOrCreateLog('follower', 0, { isNew: true })
    const { readAll } = await import('../../src/log/index.ts')
    while (follower.logEndOffset < 12) {
      follower.appendAsFollower(
        readAll(leader.read(follower.logEndOffset, 300, { upTo: 'logEnd', minOneMessage: true })),
      )
    }
    expect(contents(follower)).toEqual(contents(leader))
    expect(follower.endOffsetForEpoch(1)).toEqual({ leaderEpoch: 1, endOffset: 8 })
    expect(follower.endOffsetForEpoch(3)).toBeUndefined()
    expect(follower.epochForOffset(9)).toBe(2)
    expect(follower.truncateTo(6)).toBe(true)
    expect(follower).toMatchObject({ logEndOffset: 6, latestEpoch: 1, activeProducers: [{ lastSequence: 5 }] })
    expect(contents(follower).map(({ value }) => value)).toEqual(['v0', 'v1', 'v2', 'v3', 'v4', 'v5'])
    follower.truncateFullyAndStartAt(100)
    expect(follower).toMatchObject({ logStartOffset: 100, logEndOffset: 100, latestEpoch: undefined })
  })
})
