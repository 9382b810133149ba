import { expect, test } from 'vitest'
import { ClientError, javaTrace } from '../../../src/client/errors.ts'
import { producerConfig } from '../../../src/client/producer/config.ts'
import { PartitionQueue } from '../../../src/client/producer/partition-queue.ts'
import { stickyPartitioner } from '../../../src/client/producer/partitioner.ts'
import { PendingBatch } from '../../../src/client/producer/pending-batch.ts'
import { RecordBatch } from '../../../src/wire/records/batch.ts'

const identity = { producerId: 5, producerEpoch: 0 }
const target = { topic: 't', partition: 0 }

function queueOf(...sizes: number[]): PartitionQueue {
  const queue = new PartitionQueue(target)
  for (const size of sizes) {
    const batch = new PendingBatch(target, 0, Buffer.alloc(100), { codec: 'none', isTransactional: false })
    for (let index = 0; index < size; index++) batch.append({ timestamp: 1, key: null, value: null })
    queue.add(batch)
  }
  return queue
}

const sequenceOf = (batch: PendingBatch | undefined) => new RecordBatch(batch?.bytes() ?? Buffer.alloc(0)).baseSequence

test('batches that come back are sent again in their order, one at a time, and only when none is under way', () => {
  const queue = queueOf(1, 2, 3, 4)
  const [first, second, third] = [queue.take(identity, 1), queue.take(identity, 1), queue.take(identity, 1)]
  if (!first || !second || !third) throw new Error('three were there')
  queue.putBack(second)
  expect(queue.isHeldBack(identity, 1)).toBe(true)
  queue.settle(first, true)
  queue.putBack(third)
  for (const [count, sequence] of [
    [2, 1],
    [3, 3],
  ]) {
    expect(queue.isHeldBack(identity, 1)).toBe(false)
    const again = queue.take(identity, 1)
    expect([again?.count, sequenceOf(again)]).toEqual([count, sequence])
    expect(queue.isHeldBack(identity, 1)).toBe(true)
    if (again) queue.settle(again, true)
  }
  expect(sequenceOf(queue.take(identity, 1))).toBe(6)
})

/** One batch was stored under the identity. */
function known(queue: PartitionQueue): void {
  const batch = queue.take(identity, 1)
  if (batch) queue.settle(batch, true)
}

test('the first batch of an identity goes alone: a broker takes any sequence from a producer that it does not know', () => {
  const queue = queueOf(1, 1, 1)
  const first = queue.take(identity, 1)
  expect(queue.isHeldBack(identity, 1)).toBe(true)
  if (first) queue.settle(first, true)
  queue.take(identity, 1)
  expect(queue.isHeldBack(identity, 1)).toBe(false)
})

test('without an identity nobody waits for the first', () => {
  const queue = queueOf(1, 1)
  queue.take(undefined, 1)
  expect(queue.isHeldBack(undefined, 1)).toBe(false)
})

test('nothing goes to a new leader while the old one has not answered', () => {
  const queue = queueOf(1, 1, 1)
  known(queue)
  const first = queue.take(identity, 1)
  expect(queue.isHeldBack(identity, 1)).toBe(false)
  expect(queue.isHeldBack(identity, 2)).toBe(true)
  if (first) queue.settle(first, true)
  expect(queue.isHeldBack(identity, 2)).toBe(false)
})

test('a retry is the same bytes, also when the producer has a new identity meanwhile, unless the broker lost the thread', () => {
  const queue = queueOf(2, 3, 1)
  const renewedIdentity = { producerId: 6, producerEpoch: 1 }
  const [first, second] = [queue.take(identity, 1), queue.take(identity, 1)]
  if (!first || !second) throw new Error('two were there')
  const sent = Buffer.from(second.bytes())
  queue.settle(first, true)
  queue.putBack(second)
  expect(queue.take(renewedIdentity, 1)?.bytes().equals(sent)).toBe(true)
  expect(queue.isHeldBack(renewedIdentity, 1)).toBe(true)
  queue.startAnew()
  queue.putBack(second)
  const renewed = queue.take(renewedIdentity, 1)
  expect(new RecordBatch(renewed?.bytes() ?? Buffer.alloc(0))).toMatchObject({
    ...{ producerId: 6, producerEpoch: 1, baseSequence: 0, count: 3, isValid: true },
  })
  if (renewed) queue.settle(renewed, true)
  expect(sequenceOf(queue.take(renewedIdentity, 1))).toBe(3)
})

test('a batch before an acknowledged one is too late, and one behind others is not next', () => {
  const queue = queueOf(1, 1, 1)
  const [first, second] = [queue.take(identity, 1), queue.take(identity, 1)]
  if (!first || !second) throw new Error('two were there')
  expect([queue.isNext(first), queue.isNext(second)]).toEqual([true, false])
  expect(queue.isTooLate(first)).toBe(false)
  queue.settle(second, true)
  expect(queue.isTooLate(first)).toBe(true)
})

test('records without a key stay together for a batch, and then move on', () => {
  let next = 0
  const random = { int: () => next++ % 3, bytes: (count: number) => Buffer.alloc(count) }
  const partitioner = stickyPartitioner({ random, stickiness: 100, ignoreKeys: false })
  const partitions = { count: 3, available: [0, 1, 2] }
  const chosen = Array.from({ length: 9 }, (_, index) => {
    const partition = partitioner.partition('t', partitions, null)
    partitioner.produced('t', 50, index % 3 === 2)
    return partition
  })
  expect(chosen).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 2])
  expect(partitioner.partition('t', partitions, Buffer.from('k6'))).toBe(1)
})

test.each([
  [{ acks: '1' }, { isIdempotent: false, acks: 1 }],
  [{ retries: '0' }, { isIdempotent: false }],
  [{}, { isIdempotent: true, acks: -1, maxInFlight: 5, deliveryTimeoutMs: 120_000 }],
  [{ 'request.timeout.ms': '200000' }, { deliveryTimeoutMs: 200_000 }],
])('settings %j', (settings, expected) => {
  expect(producerConfig(new Map(Object.entries(settings)))).toMatchObject(expected)
})

test.each([
  [
    { 'compression.type': 'brotli' },
    'Invalid value brotli for configuration compression.type: String must be one of: none, gzip, snappy, lz4, zstd',
  ],
  [{ acks: '7' }, 'Invalid value 7 for configuration acks: String must be one of: all, -1, 0, 1'],
  [
    { acks: '0', 'enable.idempotence': 'true' },
    'Must set acks to all in order to use the idempotent producer. Otherwise we cannot guarantee idempotence.',
  ],
  [
    { 'delivery.timeout.ms': '5' },
    'delivery.timeout.ms should be equal to or larger than linger.ms + request.timeout.ms',
  ],
  [{ 'transactional.id': 'id', acks: '1' }, 'Cannot set a transactional.id without also enabling idempotence.'],
])('settings %j are refused', (settings, message) => {
  const read = () => producerConfig(new Map(Object.entries(settings)))
  expect(read).toThrow(ClientError)
  expect(traceOf(read)).toContain(message)
})

function traceOf(fail: () => unknown): string {
  try {
    return String(fail())
  } catch (error) {
    return javaTrace(error)
  }
}
