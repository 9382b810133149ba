import { describe, expect, test } from 'vitest'
import { followerThrottles, leaderThrottles, moveMap, reassigningBrokers } from '../../../src/cli/reassign/move-map.ts'
import { formatPlan, parseExecutablePlan, parsePlan, parseTopics } from '../../../src/cli/reassign/plan.ts'

const planOf = (...partitions: object[]) => JSON.stringify({ version: 1, partitions })

describe('a plan', () => {
  test('names brokers, and log directories where they matter', () => {
    const text = planOf(
      { topic: 't', partition: 1, replicas: [2, 0], log_dirs: ['any', '/b'] },
      { topic: 't', partition: 0, replicas: [1] },
    )
    expect(parsePlan(text)).toEqual({
      placements: [
        { topic: 't', partition: 1, replicas: [2, 0] },
        { topic: 't', partition: 0, replicas: [1] },
      ],
      moves: [{ topic: 't', partition: 1, broker: 0, logDir: '/b' }],
    })
    expect(formatPlan(parsePlan(text).placements)).toBe(
      '{"version":1,"partitions":[{"topic":"t","partition":0,"replicas":[1],"log_dirs":["any"]},{"topic":"t","partition":1,"replicas":[2,0],"log_dirs":["any","any"]}]}',
    )
  })

  test.each([
    ['{"version":2}', 'Not supported version field value 2'],
    ['{"version":"1"}', 'Expected `Integer` value, received "1"'],
    ['{"partitions":[]}', 'Partition reassignment list cannot be empty'],
    [planOf({ topic: 't', partition: 0, replicas: [] }), 'Partition replica list cannot be empty'],
    [planOf({ topic: 't', partition: 0 }), 'No such field exists: `replicas`'],
    [planOf({ topic: 't', partition: 0, replicas: 'x' }), 'Expected `JSON array` value, received "x"'],
    [
      planOf({ topic: 't', partition: 0, replicas: [1] }, { topic: 't', partition: 0, replicas: [1] }),
      'Partition reassignment contains duplicate topic partitions: t-0',
    ],
    [
      planOf({ topic: 't', partition: 0, replicas: [2, 1, 2, 1] }, { topic: 'u', partition: 0, replicas: [5, 5] }),
      'Partition replica lists may not contain duplicate entries: t-0 contains multiple entries for 1,2. u-0 contains multiple entries for 5',
    ],
    [
      planOf({ topic: 't', partition: 0, replicas: [1, 2], log_dirs: ['any'] }),
      'Size of replicas list [1, 2] is different from size of log dirs list [any] for partition t-0',
    ],
    ['{', /expected close marker for Object/],
  ])('%s is refused', (text, message) => {
    expect(() => parseExecutablePlan(text)).toThrow(message)
  })

  test('for topics is a list of them', () => {
    expect(parseTopics('{"topics":[{"topic":"b"},{"topic":"a"}]}')).toEqual(['b', 'a'])
    expect(() => parseTopics('x')).toThrow('The input string is not a valid JSON')
  })
})

describe('throttles', () => {
  const current = [
    { topic: 't', partition: 0, replicas: [0, 1] },
    { topic: 't', partition: 10, replicas: [1, 2] },
    { topic: 't', partition: 2, replicas: [1, 0] },
  ]

  test('slow the old replicas down as leaders, and the new ones as followers, sorted as texts', () => {
    const moves = moveMap(
      [],
      [
        { topic: 't', partition: 0, replicas: [2, 1] },
        { topic: 't', partition: 10, replicas: [0, 1, 2] },
        { topic: 't', partition: 2, replicas: [0, 1] },
      ],
      current,
    )
    expect(leaderThrottles(moves)).toEqual(new Map([['t', '0:0,0:1,10:1,10:2,2:0,2:1']]))
    expect(followerThrottles(moves)).toEqual(new Map([['t', '0:2,10:0']]))
    expect(reassigningBrokers(moves)).toEqual([0, 1, 2])
  })

  test('know the sources of a move under way, whatever is proposed over it', () => {
    const active = [{ topic: 't', partition: 0, replicas: [2, 0, 1], adding: [2], removing: [1] }]
    const moves = moveMap(active, [{ topic: 't', partition: 0, replicas: [3, 0] }], [])
    expect(moves).toEqual([{ topic: 't', partition: 0, sources: [0, 1], destinations: [3] }])
  })
})
