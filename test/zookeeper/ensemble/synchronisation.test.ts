import { expect, test } from 'vitest'
import { chooseSynchronisation } from '../../../src/zookeeper/ensemble/quorum/synchronisation.ts'
import type { CommittedTxn } from '../../../src/zookeeper/storage/committed-log.ts'

const zxid = (epoch: number, counter: number) => (BigInt(epoch) << 32n) | BigInt(counter)
const txn = (zxid: bigint): CommittedTxn => ({ zxid, bytes: Buffer.alloc(0) })
const range = (epoch: number, from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => zxid(epoch, from + index))

/** What is chosen, as `kind zxid: first..last that is sent`. */
function choose(peerLast: bigint, lastZxid: bigint, committed: bigint[], logged?: bigint[]): string {
  const fromLog = () => logged?.map(txn)
  const how = chooseSynchronisation({ peerLast, lastZxid, committed: committed.map(txn), fromLog })
  if (how.kind === 'snap') return 'snap'
  const sent = how.lacking.map(({ zxid }) => zxid.toString(16))
  return `${how.kind} ${how.zxid.toString(16)}: ${sent.length === 0 ? 'nothing' : `${sent[0]}..${sent.at(-1)}`}`
}

const memory = range(1, 5, 9)

test.each([
  ['both are new', choose(0n, 0n, []), 'diff 0: nothing'],
  ['nothing is lacking', choose(zxid(1, 9), zxid(1, 9), memory), 'diff 100000009: nothing'],
  ['nothing is lacking after a new epoch began', choose(zxid(1, 9), zxid(2, 0), memory), 'diff 100000009: nothing'],
  ['the end is lacking', choose(zxid(1, 7), zxid(1, 9), memory), 'diff 100000009: 100000008..100000009'],
  ['all but the first is lacking', choose(zxid(1, 5), zxid(1, 9), memory), 'diff 100000009: 100000006..100000009'],
  ['it has more than ever happened', choose(zxid(1, 12), zxid(1, 9), memory), 'trunc 100000009: nothing'],
  ['it has more, and a new epoch began', choose(zxid(1, 12), zxid(2, 0), memory), 'trunc 100000009: nothing'],
  [
    'it has more, and the new epoch has made something',
    choose(zxid(1, 12), zxid(2, 1), [...memory, zxid(2, 1)]),
    'snap',
  ],
  [
    'it has another epoch`s end, within what is remembered',
    choose(zxid(1, 7), zxid(2, 2), [zxid(1, 6), zxid(1, 8), zxid(2, 1)]),
    'trunc 100000006: 100000008..200000001',
  ],
  [
    'it has the begin of an epoch that this history has nothing of',
    choose(zxid(2, 0), zxid(3, 1), [...memory, zxid(3, 1)]),
    'snap',
  ],
  ['it has more of an epoch that this history has nothing of', choose(zxid(2, 3), zxid(3, 0), memory), 'snap'],
  ['it led an epoch that nobody followed', choose(zxid(7, 0), zxid(1, 9), memory), 'snap'],
  ['it is empty', choose(0n, zxid(1, 9), memory), 'snap'],
  ['it lacks more than is remembered', choose(zxid(1, 2), zxid(1, 9), memory), 'snap'],
  [
    'the log files know more',
    choose(zxid(1, 2), zxid(1, 9), memory, range(1, 1, 9)),
    'diff 100000009: 100000003..100000009',
  ],
  ['the log files end too early', choose(zxid(1, 2), zxid(1, 9), memory, range(1, 1, 3)), 'snap'],
  [
    'nothing is remembered, but logged',
    choose(zxid(1, 2), zxid(1, 4), [], range(1, 1, 4)),
    'diff 100000004: 100000003..100000004',
  ],
  [
    'the log files don`t have its last one',
    choose(zxid(1, 3), zxid(1, 9), memory, [zxid(1, 2), zxid(1, 4), zxid(1, 5)]),
    'trunc 100000002: 100000004..100000009',
  ],
])('%s', (_, chosen, expected) => {
  expect(chosen).toBe(expected)
})
