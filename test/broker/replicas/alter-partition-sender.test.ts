import { beforeEach, expect, test } from 'vitest'
import { silentLogger } from '../../../src/base/logger.ts'
import { AlterPartitionSender } from '../../../src/broker/replicas/alter-partition-sender.ts'
import type { IsrChange } from '../../../src/broker/replicas/leader/isr-change.ts'
import type { AlterPartitionRequest, AlterPartitionResponse } from '../../../src/wire/kafka/alter-partition.ts'
import { errorCode } from '../../../src/wire/kafka/errors.ts'
import { VirtualClock } from '../groups/simulated.ts'

interface Asked {
  readonly version: number
  readonly body: AlterPartitionRequest
  answer(response: AlterPartitionResponse): void
  fail(error: Error): void
}

let clock: VirtualClock
let asked: Asked[]
let outcomes: string[]
let sender: AlterPartitionSender

beforeEach(() => {
  clock = new VirtualClock()
  asked = []
  outcomes = []
  sender = new AlterPartitionSender({
    ...{ brokerId: 1, brokerEpoch: () => 77, clock, logger: silentLogger },
    call: (version, body) =>
      new Promise((answer, fail) => {
        asked.push({ version, body, answer, fail })
      }),
  })
})

const change = (
  topic: string,
  partition: number,
  isr: number[],
  topicId: string | undefined = `id-${topic}`,
): IsrChange => ({
  ...{ topic, partition, topicId, isr },
  ...{ leaderEpoch: 3, partitionEpoch: 4, leaderRecoveryState: 0 },
  confirmed: ({ partitionEpoch }) => void outcomes.push(`${topic}-${partition} confirmed ${partitionEpoch}`),
  refused: (error) => void outcomes.push(`${topic}-${partition} ${error}`),
})

const partitionAnswer = (partitionIndex: number, code = 0) => ({
  ...{ partitionIndex, errorCode: code },
  ...{ leaderId: 1, leaderEpoch: 3, isr: [1], leaderRecoveryState: 0, partitionEpoch: 5 },
})

const answer = (topic: string, partitions: ReturnType<typeof partitionAnswer>[]): AlterPartitionResponse => ({
  ...{ throttleTimeMs: 0, errorCode: 0 },
  topics: [{ topicName: topic, topicId: `id-${topic}`, partitions }],
})

test('all changes of one moment go in one request; what comes meanwhile in the next', async () => {
  sender.submit(change('t', 0, [1, 2]))
  sender.submit(change('t', 1, [1, 3]))
  sender.submit(change('u', 0, [1]))
  await clock.advance(0)
  sender.submit(change('t', 2, [1]))
  await clock.advance(0)
  expect(asked).toHaveLength(1)
  expect(asked[0]).toMatchObject({ version: 3, body: { brokerId: 1, brokerEpoch: 77 } })
  expect(asked[0]?.body.topics).toMatchObject([
    {
      topicId: 'id-t',
      partitions: [
        {
          partitionIndex: 0,
          newIsrWithEpochs: [
            { brokerId: 1, brokerEpoch: -1 },
            { brokerId: 2, brokerEpoch: -1 },
          ],
        },
        { partitionIndex: 1, leaderEpoch: 3, partitionEpoch: 4 },
      ],
    },
    { topicId: 'id-u', partitions: [{ partitionIndex: 0 }] },
  ])
  const wrong = partitionAnswer(1, errorCode('FENCED_LEADER_EPOCH'))
  asked[0]?.answer(answer('t', [partitionAnswer(0), wrong]))
  await clock.advance(0)
  expect(outcomes).toEqual(['t-0 confirmed 5', 't-1 FENCED_LEADER_EPOCH'])
  // What was not answered is asked again.
  expect(asked[1]?.body.topics.map(({ topicName, partitions }) => [topicName, partitions.length])).toEqual([
    ['u', 1],
    ['t', 1],
  ])
})

test('without an id of each topic the names go, by the last version that has them', async () => {
  sender.submit(change('t', 0, [1, 2]))
  sender.submit({ ...change('old', 0, [2, 1]), topicId: undefined })
  await clock.advance(0)
  expect(asked[0]).toMatchObject({
    version: 1,
    body: { topics: [{ topicName: 't' }, { topicName: 'old', partitions: [{ newIsr: [2, 1] }] }] },
  })
})

test('a controller that moved, or is not reached, is asked again', async () => {
  sender.submit(change('t', 0, [1, 2]))
  await clock.advance(0)
  asked[0]?.answer({ throttleTimeMs: 0, errorCode: errorCode('NOT_CONTROLLER'), topics: [] })
  await clock.advance(49)
  expect(asked).toHaveLength(1)
  await clock.advance(1)
  asked[1]?.fail(new Error('no route'))
  await clock.advance(50)
  expect(asked).toHaveLength(3)
  asked[2]?.answer(answer('t', [partitionAnswer(0)]))
  await clock.advance(1000)
  expect(outcomes).toEqual(['t-0 confirmed 5'])
  expect(asked).toHaveLength(3)
})

test('what replaces a change under way is sent after it', async () => {
  sender.submit(change('t', 0, [1, 2]))
  await clock.advance(0)
  sender.submit({ ...change('t', 0, [1]), leaderEpoch: 4 })
  asked[0]?.answer(answer('t', [partitionAnswer(0, errorCode('FENCED_LEADER_EPOCH'))]))
  await clock.advance(0)
  expect(outcomes).toEqual(['t-0 FENCED_LEADER_EPOCH'])
  expect(asked[1]?.body.topics[0]?.partitions[0]).toMatchObject({ leaderEpoch: 4 })
})
