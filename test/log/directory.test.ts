import { describe, expect, it } from 'vitest'
import { MemoryDisk } from '../../src/base/disk/memory-disk.ts'
import { OffsetCheckpoint } from '../../src/log/checkpoint.ts'
import { readMetaProperties, writeMetaProperties } from '../../src/log/index.ts'
import { append, contents, directory, open, TestClock } from './kit.ts'

describe('meta.properties', () => {
  it('is written and read as Kafka does', () => {
    const disk = new MemoryDisk()
    disk.makeDirectory(directory)
    expect(readMetaProperties(disk, directory)).toBeUndefined()
    writeMetaProperties(
      disk,
      directory,
      { version: 0, clusterId: 'abcdefghijklmnopqrstuv', brokerId: 3 },
      new TestClock(),
    )
    expect(disk.readFile(`${directory}/meta.properties`).toString()).toBe(
      '#\n#Tue, 14 Nov 2023 22:13:20 GMT\nversion=0\ncluster.id=abcdefghijklmnopqrstuv\nbroker.id=3\n',
    )
    expect(readMetaProperties(disk, directory)).toEqual({
      version: 0,
      clusterId: 'abcdefghijklmnopqrstuv',
      brokerId: 3,
    })
    disk.writeFile(`${directory}/meta.properties`, Buffer.from('broker.id=x\n'))
    expect(() => readMetaProperties(disk, directory)).toThrow('Unable to read broker.id')
  })
})

describe('checkpoints', () => {
  it('hold an offset per partition, whatever the topic is called', () => {
    const disk = new MemoryDisk()
    disk.makeDirectory(directory)
    const checkpoint = new OffsetCheckpoint(disk, `${directory}/c`)
    expect(checkpoint.read()).toEqual(new Map())
    checkpoint.write([
      { topic: 'a-b.c', partition: 12, offset: 2 ** 40 },
      { topic: 't', partition: 0, offset: 0 },
    ])
    expect(disk.readFile(`${directory}/c`).toString()).toBe('0\n2\na-b.c 12 1099511627776\nt 0 0\n')
    expect(checkpoint.read()).toEqual(
      new Map([
        ['a-b.c-12', 2 ** 40],
        ['t-0', 0],
      ]),
    )
    for (const text of ['1\n0\n', '0\n2\nt 0 0\n', '0\n1\nt zero 0\n', '0\nmany\n']) {
      disk.writeFile(`${directory}/c`, Buffer.from(text))
      expect(() => checkpoint.read()).toThrow('checkpoint file')
    }
  })

  it('fail their directory when it is unknown what was committed, and are left as they are', async () => {
    const { disk, manager } = await open()
    append(manager.getOrCreateLog('t', 0, { isNew: true }), ['a', 'b'])
    await manager.close()
    const path = `${directory}/replication-offset-checkpoint`
    disk.writeFile(path, Buffer.from('0\n2\nt 0 1\n'))
    const failed: string[] = []
    const next = await open({}, disk, { onDirectoryFailure: (failure) => void failed.push(failure) })
    next.clock.advance(60_000)
    expect(() => next.manager.getOrCreateLog('t', 0)).toThrow('Error while reading checkpoint file')
    expect(failed).toEqual([directory])
    expect(next.manager.getLog('t', 0)?.isOffline).toBe(true)
    await next.manager.close()
    expect(disk.readFile(path).toString()).toBe('0\n2\nt 0 1\n')
  })

  it('are written by and by, and high watermarks outlive a kill', async () => {
    const { disk, manager, clock } = await open()
    const log = manager.getOrCreateLog('t', 1, { isNew: true })
    append(log, ['a', 'b', 'c'])
    log.highWatermark = 2
    clock.advance(5000)
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
    expect(disk.readFile(`${directory}/replication-offset-checkpoint`).toString()).toBe('0\n1\nt 1 2\n')
    const { manager: next } = await open({}, disk.reopen())
    expect(next.getLog('t', 1)?.highWatermark).toBe(2)
  })
})

describe('a compaction that was cut short', () => {
  const swapped = '00000000000000000000'

  it('is undone before the rename, and finished after it', async () => {
    const { disk, manager, config } = await open({ segmentBytes: 400 })
    const log = manager.getOrCreateLog('t', 0, { isNew: true })
    for (let i = 0; i < 12; i++) append(log, [`v${i}`])
    const all = contents(log)
    await manager.close()
    const folder = log.path
    const second = disk
      .list(folder)
      .map(({ name }) => name)
      .filter((name) => name.endsWith('.log'))[1]
      ?.slice(0, 20)

    const undone = disk.reopen()
    undone.writeFile(`${folder}/${swapped}.log.cleaned`, Buffer.from('half of it'))
    undone.writeFile(`${folder}/${swapped}.index.cleaned`, Buffer.alloc(0))
    const { manager: first } = await open(config, undone)
    const before = first.getLog('t', 0)
    expect(before && contents(before)).toEqual(all)
    expect(undone.exists(`${folder}/${swapped}.log.cleaned`)).toBe(false)

    const finished = disk.reopen()
    const bytes = finished.readFile(`${folder}/${swapped}.log`)
    const lastBatch = bytes.subarray(bytes.length - bytes.length / Number(second))
    finished.writeFile(`${folder}/${swapped}.log.swap`, lastBatch)
    const { manager: last } = await open(config, finished)
    const after = last.getLog('t', 0)
    expect(after && contents(after)).toEqual(all.slice(Number(second) - 1))
    expect(after).toMatchObject({ logStartOffset: 0, logEndOffset: 12 })
  })
})
