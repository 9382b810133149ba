import { expect, test } from 'vitest'
import { systemClock } from '../../src/base/clock.ts'
import { silentLogger } from '../../src/base/logger.ts'
import { BrokerConfig } from '../../src/broker/configs/broker-config.ts'
import type { CoordinatorLog } from '../../src/broker/coordinators/hosted-partitions.ts'
import { TransactionCoordinator } from '../../src/broker/transactions/coordinator.ts'
import { TransactionLogKey, TransactionLogValue } from '../../src/wire/kafka/transaction-log.ts'
import { transactionStates } from '../../src/wire/kafka/transaction-states.ts'
import { buildBatch } from '../../src/wire/records/builder.ts'
import { Writer, write } from '../../src/wire/schema/index.ts'

const partition = 0

function key(transactionalId: string, version = 0): Buffer {
  const writer = new Writer()
  writer.int16(version)
  write(TransactionLogKey, 0, writer, { transactionalId })
  return writer.finishBytes()
}

function value(producerId: number, state: string, version = 0): Buffer {
  const writer = new Writer()
  writer.int16(version)
  write(TransactionLogValue, version, writer, {
    ...{ producerId, producerEpoch: 3, transactionTimeoutMs: 60_000 },
    transactionStatus: transactionStates.indexOf(state),
    transactionPartitions: state === 'Ongoing' ? [{ topic: 't', partitionIds: [0, 2] }] : null,
    transactionLastUpdateTimestampMs: 2000,
    transactionStartTimestampMs: 1000,
  })
  return writer.finishBytes()
}

/** A log of one batch, with these records. */
function coordinator(...records: readonly { key: Buffer; value: Buffer | null }[]): TransactionCoordinator {
  const batch = buildBatch(
    records.map((record) => ({ timestamp: 0, ...record })),
    {},
  )
  const log: CoordinatorLog = {
    partitionCount: () => 1,
    bounds: () => ({ start: 0, end: records.length }),
    read: () => batch,
  }
  const config = new BrokerConfig(new Map())
  return new TransactionCoordinator({ log, config, clock: systemClock, logger: silentLogger })
}

test('the last record of each id says what it is doing', () => {
  const transactions = coordinator(
    { key: key('a'), value: value(1, 'Empty') },
    { key: key('a'), value: value(1, 'Ongoing') },
    { key: key('b'), value: value(2, 'CompleteCommit', 1) },
    { key: key('c'), value: value(3, 'Ongoing') },
    { key: key('c'), value: null },
    { key: key('d'), value: value(4, 'Dead') },
    { key: key('e', 7), value: value(5, 'Ongoing') },
  )
  transactions.onLeader(partition, 0)
  expect(transactions.all().map(({ transactionalId, state }) => `${transactionalId} ${state}`)).toEqual([
    'a Ongoing',
    'b CompleteCommit',
  ])
  expect(transactions.describe('a')).toEqual({
    ...{ transactionalId: 'a', producerId: 1, producerEpoch: 3, timeoutMs: 60_000, state: 'Ongoing' },
    ...{ startTimeMs: 1000, topics: [{ topic: 't', partitions: [0, 2] }] },
  })
  for (const id of ['c', 'd', 'nobody']) expect(() => transactions.describe(id)).toThrow(/transactionalId/i)
})

test('a partition that is led elsewhere is told of there', () => {
  const transactions = coordinator({ key: key('a'), value: value(1, 'Ongoing') })
  expect(() => transactions.describe('a')).toThrow(expect.objectContaining({ errorName: 'NOT_COORDINATOR' }))
  transactions.onLeader(partition, 0)
  expect(transactions.describe('a').producerId).toBe(1)
  transactions.onFollower(partition)
  expect(() => transactions.describe('a')).toThrow(expect.objectContaining({ errorName: 'NOT_COORDINATOR' }))
  expect(transactions.all()).toEqual([])
})
