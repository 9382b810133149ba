import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { execa } from 'execa'
import { afterAll, describe, expect, it } from 'vitest'
import { systemClock } from '../../src/base/clock.ts'
import { nodeDisk } from '../../src/base/disk/node-disk.ts'
import { silentLogger } from '../../src/base/logger.ts'
import { systemRandom } from '../../src/base/random.ts'
import {
  defaultLogConfig,
  defaultLogManagerSettings,
  type LogConfig,
  type LogManagerSettings,
  openLogManager,
  type PartitionLog,
} from '../../src/log/index.ts'
import { buildMarker } from '../../src/wire/records/control.ts'
import { fastJava, realKafka } from '../kit/real-kafka.ts'
import { eventually, removeFolder, startBrokerServer, startZooKeeperServer } from '../kit/servers.ts'
import { batchOf, contents } from './kit.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'kafkabox-log-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function openAt(directory: string, config: Partial<LogConfig> = {}, settings: Partial<LogManagerSettings> = {}) {
  return openLogManager({
    ...{ disk: nodeDisk, clock: systemClock, random: systemRandom, logger: silentLogger, directories: [directory] },
    settings,
    configOf: () => ({ ...defaultLogConfig, ...config }),
  })
}

function real(tool: string, args: readonly string[], input = '') {
  if (!realKafka) throw new Error('the real Kafka is not here')
  return execa(path.join(realKafka.bin, tool), args, { env: fastJava, input, reject: false })
}

/** Writes all that a log can hold: codecs, producers, committed, aborted and open transactions, several epochs. */
function fill(log: PartitionLog): void {
  const now = Date.now()
  const codecs = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const
  for (let i = 0; i < 400; i++) {
    const samples = [0, 1, 2].map((at) => ({
      key: `k${i % 50}`,
      value: `value ${i} ${'x'.repeat(40)}`,
      timestamp: now + ((i * 7) % 100) + at,
    }))
    const producer = i % 3 === 0 ? { producerId: 5, producerEpoch: 0, baseSequence: i } : {}
    log.appendAsLeader(batchOf(samples, { codec: codecs[i % 5] ?? 'none', ...producer }), Math.floor(i / 100))
  }
  for (let i = 0; i < 40; i++) {
    const producer = { producerId: 10 + i, producerEpoch: 0 }
    const options = { ...producer, baseSequence: 0, isTransactional: true }
    log.appendAsLeader(batchOf([{ key: 'k', value: 'v', timestamp: now + 200 }], options), 4, {
      transactionVerified: true,
    })
    if (i === 39) break
    const marker = buildMarker(
      { type: i % 2 ? 'ABORT' : 'COMMIT', coordinatorEpoch: 0 },
      { ...producer, timestamp: now + 200 },
    )
    log.appendAsLeader(marker, 4, { origin: 'coordinator' })
  }
  log.highWatermark = log.logEndOffset
}

describe.skipIf(!realKafka)('with the real Kafka', () => {
  it('kafka-dump-log finds our files and all their indexes sound', async () => {
    const manager = await openAt(path.join(folder, 'ours'), { segmentBytes: 20_000, indexIntervalBytes: 300 })
    const log = manager.getOrCreateLog('dumped', 0, { isNew: true })
    fill(log)
    expect(log.segmentCount).toBeGreaterThan(2)
    await manager.close()
    const names = readdirSync(log.path).filter((name) => /\.(log|index|timeindex|txnindex|snapshot)$/.test(name))
    expect(names.some((name) => name.endsWith('.txnindex'))).toBe(true)
    const files = names.map((name) => path.join(log.path, name)).join(',')
    const deep = await real('kafka-dump-log', ['--deep-iteration', '--files', files])
    expect(deep.stderr).toBe('')
    expect(deep.exitCode).toBe(0)
    expect(deep.stdout).not.toMatch(/corrupt|mismatch|non-?consecutive|not found|isvalid: false|Exception/i)
    const offsets = [...deep.stdout.matchAll(/^\| offset: (\d+)/gm)].map(([, offset]) => Number(offset))
    expect(offsets).toEqual(Array.from({ length: log.logEndOffset }, (_, offset) => offset))
    const indexes = names.filter((name) => name.endsWith('.index')).map((name) => path.join(log.path, name))
    const sanity = await real('kafka-dump-log', ['--index-sanity-check', '--files', indexes.join(',')])
    expect(sanity.stdout.match(/passed sanity check/g)).toHaveLength(indexes.length)
  })

  it('kafka-dump-log finds compacted segments sound', async () => {
    const config = { segmentBytes: 20_000, indexIntervalBytes: 300, compact: true, minCleanableDirtyRatio: 0.01 }
    const manager = await openAt(path.join(folder, 'compacted'), config, {
      cleaner: { ...defaultLogManagerSettings.cleaner, backoffMs: 10 },
    })
    const log = manager.getOrCreateLog('dumped', 0, { isNew: true })
    fill(log)
    const before = log.size
    log.highWatermark = log.logEndOffset
    await eventually('the cleaner ran', () => log.size < before / 2)
    await manager.close()
    const logs = readdirSync(log.path).filter((name) => /\.(log|index|timeindex|txnindex)$/.test(name))
    const deep = await real('kafka-dump-log', [
      '--print-data-log',
      '--deep-iteration',
      '--files',
      logs.map((name) => path.join(log.path, name)).join(','),
    ])
    // Gaps are what compaction leaves; the tool tells of them and of nothing else.
    expect(deep.stderr.replace(/^(Non-consecutive offsets in .*| *\d+ is followed by \d+)$/gm, '').trim()).toBe('')
    expect(deep.stdout).not.toMatch(/corrupt|mismatch|not found|isvalid: false|Exception/i)
    expect(new Set([...deep.stdout.matchAll(/key: (k\d+)/g)].map(([, key]) => key)).size).toBe(50)
  })

  it('opens what a real broker wrote, killed or stopped, and the real one goes on with what we wrote', async () => {
    const zookeeper = await startZooKeeperServer('real', { tickTime: '500' })
    const broker = await startBrokerServer('real', zookeeper, {
      'log.segment.bytes': '4000',
      'log.index.interval.bytes': '200',
      'zookeeper.session.timeout.ms': '6000',
    })
    const server = ['--bootstrap-server', `localhost:${broker.port}`, '--topic', 'shared']
    const logs = path.join(broker.folder, 'logs')
    const config = { segmentBytes: 4000, indexIntervalBytes: 200 }
    const lines = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => `line ${from + at}`)
    const produce = async (from: number, to: number) => {
      const input = lines(from, to)
        .map((line) => `${line}\n`)
        .join('')
      expect(await real('kafka-console-producer', [...server, '--batch-size', '200'], input)).toMatchObject({
        exitCode: 0,
      })
    }
    const appendHere = async (wasClean: boolean, from: number) => {
      const manager = await openAt(logs, config)
      expect(manager.wasCleanShutdown).toBe(wasClean)
      const log = manager.getLog('shared', 0)
      if (!log) throw new Error('the topic is not there')
      expect(contents(log).map(({ value }) => value)).toEqual(lines(0, from))
      expect(log.topicId).toHaveLength(22)
      for (const value of lines(from, from + 50)) log.appendAsLeader(batchOf([{ value }]), log.latestEpoch ?? 0)
      log.highWatermark = log.logEndOffset
      await manager.close()
    }
    try {
      await produce(0, 500)
      await broker.stop('SIGKILL')
      await appendHere(false, 500)
      // The killed one's session, and with it its registration, is there for six seconds more.
      await eventually(
        'the broker starts',
        () =>
          broker.restart().then(
            () => true,
            () => false,
          ),
        120_000,
      )
      await produce(550, 600)
      await broker.stop()
      expect(readFileSync(path.join(logs, '.kafka_cleanshutdown'), 'utf8')).toContain('version')
      await appendHere(true, 600)
      await broker.restart()
      const consumed = await real('kafka-console-consumer', [
        ...server,
        '--from-beginning',
        '--max-messages',
        '650',
        '--timeout-ms',
        '30000',
      ])
      expect(consumed.stdout.split('\n')).toEqual(lines(0, 650))
    } finally {
      await broker.stop('SIGKILL')
      await zookeeper.stop('SIGKILL')
      removeFolder(broker.folder)
      removeFolder(zookeeper.folder)
    }
  }, 240_000)
})
