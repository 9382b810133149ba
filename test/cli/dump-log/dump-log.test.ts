import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ConsumerProtocolAssignment, ConsumerProtocolSubscription } from '../../../src/wire/kafka/consumer-protocol.ts'
import { ClientQuotaRecord } from '../../../src/wire/kafka/metadata-records/cluster.ts'
import { PartitionRecord } from '../../../src/wire/kafka/metadata-records/topics.ts'
import {
  GroupMetadataKey,
  GroupMetadataValue,
  OffsetCommitKey,
  OffsetCommitValue,
} from '../../../src/wire/kafka/offsets-topic.ts'
import { TransactionLogKey, TransactionLogValue } from '../../../src/wire/kafka/transaction-log.ts'
import { buildBatch, type RecordToWrite } from '../../../src/wire/records/builder.ts'
import { codecs } from '../../../src/wire/records/compression.ts'
import { buildMarker } from '../../../src/wire/records/control.ts'
import { buildMessageSet } from '../../../src/wire/records/legacy.ts'
import { type InputOf, type Message, Writer, write } from '../../../src/wire/schema/index.ts'
import { realKafka } from '../../kit/real-kafka.ts'
import { runTool } from '../../kit/tool.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'kafkabox-dump-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const inFolder = (name: string) => path.join(folder, name)
const text = (value: string) => Buffer.from(value)
const time = 1_700_000_000_000

/** A message with what stands before it in Kafka's own topics. */
function stored<M extends Message>(
  schema: M,
  version: number,
  value: InputOf<M>,
  prefix: 'int16' | 'metadata' = 'int16',
) {
  const writer = new Writer()
  if (prefix === 'int16') writer.int16(version)
  write(schema, version, writer, value)
  const bytes = writer.finishBytes()
  return prefix === 'int16' ? bytes : Buffer.concat([Buffer.from([1, schema.key, version]), bytes])
}

function segment(name: string, ...batches: Buffer[]): string {
  const file = inFolder(name)
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, Buffer.concat(batches))
  return file
}

const record = (key: string | null, value: string | null, more: Partial<RecordToWrite> = {}): RecordToWrite => ({
  timestamp: time,
  key: key === null ? null : text(key),
  value: value === null ? null : text(value),
  ...more,
})

function allKinds(): Buffer[] {
  const producer = { producerId: 7, producerEpoch: 1 }
  return [
    ...codecs.map((codec, at) =>
      buildBatch([record('k', `v${at} é`), record(null, 'w'), record('gone', null)], { codec, baseOffset: at * 3 }),
    ),
    buildBatch(
      [
        record('t', 'x', {
          headers: [
            { key: 'a', value: text('1') },
            { key: 'b', value: null },
          ],
        }),
      ],
      {
        ...producer,
        baseSequence: 2_147_483_647,
        isTransactional: true,
        baseOffset: 20,
      },
    ),
    buildMarker({ type: 'ABORT', coordinatorEpoch: 3 }, { ...producer, timestamp: time, baseOffset: 21 }),
  ]
}

function oldFormats(): Buffer[] {
  const records = [0, 1, 2].map((offset) => ({ ...record('k', `v${offset}`), offset, headers: [] }))
  const list = records.map(({ offset, timestamp }) => ({
    offset,
    timestamp,
    key: text('k'),
    value: text('v'),
    headers: [],
  }))
  return [
    buildMessageSet(list, { magic: 0 }),
    buildMessageSet(list, { magic: 1, codec: 'gzip' }),
    buildMessageSet(list, { magic: 1, codec: 'lz4', logAppendTime: 5 }),
  ]
}

const assignment = (partitions: number[]) =>
  stored(ConsumerProtocolAssignment, 1, { assignedPartitions: [{ topic: 't', partitions }], userData: null })

function offsetsTopic(): Buffer {
  const member = {
    clientId: 'c',
    clientHost: '/127.0.0.1',
    rebalanceTimeout: 1,
    sessionTimeout: 1,
    subscription: stored(ConsumerProtocolSubscription, 1, { topics: ['t'], userData: null, ownedPartitions: [] }),
  }
  const members = ['one', 'two', 'three'].map((memberId, at) => ({
    ...member,
    memberId,
    assignment: assignment([at, at + 3]),
  }))
  const group = { protocolType: 'consumer', generation: 4, protocol: 'range', leader: 'one', members }
  const commitKey = stored(OffsetCommitKey, 1, { group: 'g', topic: 't', partition: 2 })
  const groupKey = stored(GroupMetadataKey, 2, { group: 'g' })
  const commit = { offset: 9, leaderEpoch: 0, metadata: 'note', commitTimestamp: time }
  return buildBatch(
    [
      { timestamp: time, key: commitKey, value: stored(OffsetCommitValue, 3, commit) },
      {
        timestamp: time,
        key: groupKey,
        value: stored(GroupMetadataValue, 3, { ...group, currentStateTimestamp: time }),
      },
      { timestamp: time, key: commitKey, value: null },
      { timestamp: time, key: groupKey, value: null },
      { timestamp: time, key: Buffer.from([0, 9]), value: text('?') },
    ],
    {},
  )
}

function transactionLog(): Buffer {
  const key = stored(TransactionLogKey, 0, { transactionalId: 'T' })
  const value = {
    producerId: 5,
    producerEpoch: 2,
    transactionTimeoutMs: 60_000,
    transactionStatus: 1,
    transactionPartitions: [
      { topic: 'b', partitionIds: [0, 1] },
      { topic: 'a', partitionIds: [3] },
    ],
    transactionLastUpdateTimestampMs: time,
    transactionStartTimestampMs: time,
  }
  return buildBatch(
    [
      { timestamp: time, key, value: stored(TransactionLogValue, 0, value) },
      { timestamp: time, key, value: null },
    ],
    {},
  )
}

function metadataLog(): Buffer {
  const partition = {
    topicId: 'AAAAAAAAAAAAAAAAAAAAAQ',
    replicas: [1],
    isr: [1],
    removingReplicas: [],
    addingReplicas: [],
  }
  const directories = ['AAAAAAAAAAAAAAAAAAAAAw']
  const eligible = { ...partition, directories, leader: 1, eligibleLeaderReplicas: [2] }
  const quota = {
    entity: [{ entityType: 'user', entityName: null }],
    key: 'producer_byte_rate',
    value: 1024,
    remove: false,
  }
  return buildBatch(
    [
      { timestamp: time, key: null, value: stored(PartitionRecord, 2, eligible, 'metadata') },
      { timestamp: time, key: null, value: stored(ClientQuotaRecord, 0, quota, 'metadata') },
    ],
    {},
  )
}

let files: {
  log: string
  old: string
  torn: string
  offsets: string
  txn: string
  metadata: string
  preallocated: string
}

beforeAll(() => {
  const whole = Buffer.concat(allKinds())
  const corrupt = Buffer.from(whole)
  corrupt.writeUInt8(corrupt.readUInt8(80) ^ 0xff, 80)
  files = {
    log: segment('t-0/00000000000000000000.log', ...allKinds()),
    old: segment('old-0/00000000000000000000.log', ...oldFormats()),
    torn: segment('torn-0/00000000000000000000.log', corrupt.subarray(0, -5)),
    offsets: segment('__consumer_offsets-0/00000000000000000000.log', offsetsTopic()),
    txn: segment('__transaction_state-0/00000000000000000000.log', transactionLog()),
    metadata: segment('__cluster_metadata-0/00000000000000000000.log', metadataLog()),
    preallocated: segment('t-0/00000000000000000000.index', Buffer.alloc(80)),
  }
  const entry = Buffer.alloc(24)
  entry.writeBigInt64BE(BigInt(time), 0)
  entry.writeInt32BE(2, 8)
  entry.writeBigInt64BE(BigInt(time - 1), 12)
  entry.writeInt32BE(5, 20)
  segment('t-0/00000000000000000000.timeindex', entry)
})

const dump = (...args: string[]) => runTool('ours', 'kafka-dump-log', args)
const aside = (name: string) => inFolder(`t-0/00000000000000000000.${name}`)

describe('kafka-dump-log', () => {
  test('tells a segment by its batches, and by its records', async () => {
    const { stdout, exitCode } = await dump('--files', files.log)
    expect(exitCode).toBe(0)
    const lines = stdout.split('\n')
    expect(lines.slice(0, 2)).toEqual([`Dumping ${files.log}`, 'Log starting offset: 0'])
    expect(lines[2]).toMatch(
      /^baseOffset: 0 lastOffset: 2 count: 3 baseSequence: -1 lastSequence: -1 producerId: -1 producerEpoch: -1 partitionLeaderEpoch: -?\d+ isTransactional: false isControl: false deleteHorizonMs: OptionalLong.empty position: 0 CreateTime: 1700000000000 size: \d+ magic: 2 compresscodec: none crc: \d+ isvalid: true$/,
    )
    const records = (await dump('--files', files.log, '--print-data-log')).stdout
      .split('\n')
      .filter((l) => l.startsWith('|'))
    expect(records[0]).toBe(
      `| offset: 0 CreateTime: ${time} keySize: 1 valueSize: 5 sequence: -1 headerKeys: [] key: k payload: v0 é`,
    )
    expect(records.at(-1)).toContain('endTxnMarker: ABORT coordinatorEpoch: 3')
    expect(records).toHaveLength(17)
  })

  test('tells where records stop being what they should', async () => {
    const { stdout } = await dump('--files', files.torn)
    expect(stdout).toContain('isvalid: false')
    expect(stdout).toMatch(/Found \d+ invalid bytes at the end of 00000000000000000000.log$/)
    expect((await dump('--files', files.log, '--deep-iteration')).stderr).toBe(
      `Non-consecutive offsets in ${files.log}\n  14 is followed by 20`,
    )
  })

  test('holds indexes against their segment', async () => {
    const index = await dump('--files', files.preallocated)
    expect(index.stdout).toBe(`Dumping ${files.preallocated}\noffset: 0 position: 0`)
    expect(index.stderr).toBe(`Mismatches in :${files.preallocated}\n  Index offset: 0, log offset: 2`)
    const times = await dump('--files', aside('timeindex'))
    expect(times.stderr).toContain(`Index timestamp: ${time - 1}, log timestamp: ${time}`)
    expect(times.stderr).toContain(`Index timestamp: ${time - 1}, Previously indexed timestamp: ${time}`)
  })

  test('ends with 1 at what it cannot read', async () => {
    expect(await dump('--files', inFolder('00000000000000000009.log'))).toMatchObject({
      exitCode: 1,
      stderr: `Exception in thread "main" java.nio.file.NoSuchFileException: ${inFolder('00000000000000000009.log')}`,
    })
    expect((await dump()).stderr).toMatch(/^This tool helps to parse a log file/)
  })
})

const without = (frames: string) =>
  frames
    .split('\n')
    .filter((line) => !/^\s+at |^Caused by|^\s+\.\.\./.test(line))
    .join('\n')

describe.skipIf(!realKafka)('the real tool and ours print the same of', () => {
  test.each([
    [
      'batches and indexes',
      () => ['--files', [files.log, files.torn, files.preallocated, aside('timeindex')].join(',')],
    ],
    ['records', () => ['--files', [files.log, files.old, files.torn].join(','), '--deep-iteration']],
    ['what is in records', () => ['--files', [files.log, files.old].join(','), '--print-data-log']],
    [
      'contents alone',
      () => ['--files', files.log, '--skip-record-metadata', '--print-data-log', '--max-bytes', '300'],
    ],
    ['groups and offsets', () => ['--files', files.offsets, '--offsets-decoder']],
    ['transactions', () => ['--files', files.txn, '--transaction-log-decoder']],
    ['cluster metadata', () => ['--files', files.metadata, '--cluster-metadata-decoder']],
    ['a slice of less than nothing', () => ['--files', files.log, '--max-bytes', '-1']],
    [
      'numbers that are no numbers',
      () => ['--files', files.log, '--value-decoder-class', 'kafka.serializer.LongDecoder'],
    ],
    ['metadata in frames that nobody knows', () => ['--files', files.log, '--cluster-metadata-decoder']],
    ['groups where there are none', () => ['--files', files.log, '--offsets-decoder']],
  ] as const)('%s', async (_, args) => {
    const [real, ours] = await Promise.all([runTool('real', 'kafka-dump-log', args()), dump(...args())])
    expect({ ...ours, stderr: without(ours.stderr) }).toEqual({ ...real, stderr: without(real.stderr) })
  })
})
