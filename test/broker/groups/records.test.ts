import { describe, expect, test } from 'vitest'
import { stringHash } from '../../../src/base/hash-order.ts'
import { coordinatorPartition } from '../../../src/broker/coordinators/placement.ts'
import { emptyGroup, type Group, type Member } from '../../../src/broker/groups/membership/group.ts'
import { groupBatch, offsetsBatch, tombstoneBatch } from '../../../src/broker/groups/records/batches.ts'
import { groupValue, readGroupValue } from '../../../src/broker/groups/records/group-value.ts'
import { groupKey, offsetKey, readKey } from '../../../src/broker/groups/records/keys.ts'
import { offsetValue, readOffsetValue } from '../../../src/broker/groups/records/offset-value.ts'
import { RecordBatch } from '../../../src/wire/records/batch.ts'
import { subscription } from './simulated.ts'

const committed = { offset: 5, leaderEpoch: -1, metadata: '', commitTimestamp: 258, expireTimestamp: undefined }

describe('placement', () => {
  // Values of Java's own String.hashCode.
  test.each([
    ['', 0],
    ['Hello', 69609650],
    ['polygenelubricants', -2147483648],
    ['😀', 1772899],
  ])('hash of %j', (text, hash) => expect(stringHash(text)).toBe(hash))

  test('the smallest int counts as 0, others as their absolute value', () => {
    expect(coordinatorPartition('polygenelubricants', 50)).toBe(0)
    expect(coordinatorPartition('Aa', 7)).toBe(2112 % 7)
    expect(coordinatorPartition('b', 50)).toBe(98 % 50)
  })
})

describe('keys', () => {
  test('an offset, as a real broker writes it', () => {
    expect(offsetKey('g1', 't1', 0).toString('hex')).toBe('0001' + '0002' + '6731' + '0002' + '7431' + '00000000')
  })
  test('a group', () => expect(groupKey('g1').toString('hex')).toBe('0002' + '0002' + '6731'))
  test('are read back, in the old version too', () => {
    const old = offsetKey('g1', 't1', 7)
    old.writeInt16BE(0)
    expect(readKey(old)).toMatchObject({ type: 'offset', group: 'g1', topic: 't1', partition: 7 })
    expect(readKey(groupKey('g'))).toEqual({ type: 'group', group: 'g' })
    expect(readKey(Buffer.from('0003abcd', 'hex'))).toEqual({ type: 'unknown', version: 3 })
  })
})

describe('offset values', () => {
  test('as a real broker writes them', () => {
    const bytes = offsetValue(committed).toString('hex')
    expect(bytes).toBe('0003' + '0000000000000005' + 'ffffffff' + '0000' + '0000000000000102')
  })
  test('with a time of their own to expire they are of version 1', () => {
    const bytes = offsetValue({ ...committed, metadata: 'm', expireTimestamp: 512 })
    expect(bytes.toString('hex')).toBe(
      '0001' + '0000000000000005' + '0001' + '6d' + '0000000000000102' + '0000000000000200',
    )
    expect(readOffsetValue(bytes)).toEqual({ ...committed, metadata: 'm', expireTimestamp: 512 })
  })
  test.each([
    ['0000' + '0000000000000005' + '0000' + '0000000000000102', 'version 0'],
    ['0001' + '0000000000000005' + '0000' + '0000000000000102' + 'ffffffffffffffff', 'version 1'],
    ['0002' + '0000000000000005' + '0000' + '0000000000000102', 'version 2'],
    ['0004' + '0000000000000005' + 'ffffffff' + '01' + '0000000000000102' + '00', 'version 4'],
  ])('%s (%s) is read', (hex) => expect(readOffsetValue(Buffer.from(hex, 'hex'))).toEqual(committed))
})

const member: Member = {
  memberId: 'm',
  groupInstanceId: null,
  clientId: 'c',
  clientHost: '/h',
  rebalanceTimeoutMs: 300_000,
  sessionTimeoutMs: 45_000,
  protocols: [{ name: 'range', metadata: subscription('t') }],
  assignment: Buffer.from('aa', 'hex'),
  isNew: false,
  joining: undefined,
  syncing: undefined,
}

const stable: Group = {
  ...emptyGroup('g', 0),
  state: 'Stable',
  stateSince: 258,
  generation: 1,
  protocolType: 'consumer',
  protocolName: 'range',
  leaderId: 'm',
  members: new Map([['m', member]]),
  subscribedTopics: new Set(['t']),
}

describe('group values', () => {
  const header = '0008' + '636f6e73756d6572' + '00000001' + '0005' + '72616e6765' + '0001' + '6d'
  const clients = '0001' + '63' + '0002' + '2f68'
  const bytes = '0000000d' + '0000' + '00000001' + '0001' + '74' + 'ffffffff' + '00000001' + 'aa'

  test('of a stable group', () => {
    const value = groupValue(stable, new Map([['m', member.assignment]]))
    expect(value.toString('hex')).toBe(
      `0003${header}0000000000000102` + `000000010001${'6d'}ffff${clients}000493e00000afc8${bytes}`,
    )
    expect(readGroupValue('g', value, 0)).toEqual(stable)
  })

  test('of a group that became empty have neither protocol nor leader', () => {
    const empty: Group = { ...emptyGroup('g', 258), generation: 2, protocolType: 'consumer' }
    expect(groupValue(empty, new Map()).toString('hex')).toBe(
      '0003' + '0008' + '636f6e73756d6572' + '00000002' + 'ffff' + 'ffff' + '0000000000000102' + '00000000',
    )
  })

  test.each([
    ['0', `0000${header}000000010001${'6d'}${clients}0000afc8${bytes}`, 45_000, undefined],
    ['1', `0001${header}000000010001${'6d'}${clients}000493e00000afc8${bytes}`, 300_000, undefined],
    ['2', `0002${header}0000000000000102000000010001${'6d'}${clients}000493e00000afc8${bytes}`, 300_000, 258],
  ])('of version %s are read', (_version, hex, rebalanceTimeoutMs, stateSince) => {
    const members = new Map([['m', { ...member, rebalanceTimeoutMs }]])
    expect(readGroupValue('g', Buffer.from(hex, 'hex'), 0)).toEqual({ ...stable, members, stateSince })
  })
})

describe('batches', () => {
  const facts = (bytes: Buffer | undefined) => {
    const batch = new RecordBatch(bytes ?? Buffer.alloc(0))
    const { producerId, producerEpoch, baseSequence, count, isTransactional, isValid } = batch
    return { producerId, producerEpoch, baseSequence, count, isTransactional, isValid }
  }
  const plain = { producerId: -1, producerEpoch: -1, baseSequence: -1, isTransactional: false, isValid: true }
  const commits = [0, 1].map((partition) => ({ topic: 't', partition, committed }))

  test('offsets have sequence 0 without a producer: a quirk of Kafka', () => {
    expect(facts(offsetsBatch('g', commits, 1, 'none'))).toEqual({ ...plain, baseSequence: 0, count: 2 })
  })
  test('transactional offsets carry their producer', () => {
    const producer = { producerId: 9, producerEpoch: 3 }
    const expected = { ...plain, ...producer, baseSequence: 0, count: 2, isTransactional: true }
    expect(facts(offsetsBatch('g', commits, 1, 'none', producer))).toEqual(expected)
  })
  test('a group has no sequence', () => {
    expect(facts(groupBatch(stable, new Map(), 1, 'none'))).toEqual({ ...plain, count: 1 })
  })
  test('tombstones neither', () => {
    expect(facts(tombstoneBatch('g', commits, true, 1, 'none'))).toEqual({ ...plain, count: 3 })
    expect(tombstoneBatch('g', [], false, 1, 'none')).toBeUndefined()
  })
})
