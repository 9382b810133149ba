import { afterEach, expect, test } from 'vitest'
import { Brokers } from './brokers.ts'

let cluster: Brokers | undefined
afterEach(async () => {
  await cluster?.close()
  cluster = undefined
})

test('followers have the same bytes as their leader', async () => {
  cluster = await Brokers.start(3)
  await cluster.createTopic('t', [
    [0, 1, 2],
    [1, 2, 0],
    [2, 0, 1],
  ])
  for (let at = 0; at < 30; at++) {
    const partition = at % 3
    const answer = await cluster.produce('t', `record ${at}`, { partition })
    expect(answer).toEqual({ error: 'NONE', offset: Math.floor(at / 3) })
  }
  for (const partition of [0, 1, 2]) {
    expect(cluster.bytes(partition, 't', partition).length).toBeGreaterThan(500)
    await cluster.identical('t', partition, [partition, 0, 1, 2])
  }
})
