import { pause } from '../../../src/base/clock.ts'
import type { TopicPartition } from '../../../src/client/topic-partition.ts'
import { Metadata, type MetadataResponse } from '../../../src/wire/kafka/metadata.ts'
import type { BrokerNode } from '../broker-node.ts'
import { Direct } from '../load/direct.ts'
import type { Stage } from '../stage.ts'
import { anyFault } from './faults.ts'

const everyTopic = { topics: null, allowAutoTopicCreation: false }

/** So many faults may be at work at the same time. */
const mostAtOnce = 2

/** One fault after the other, and some at once, for so long; then everything is mended. */
export async function trouble(stage: Stage, milliseconds: number): Promise<void> {
  const { clock } = stage.director.io
  const end = clock.elapsed() + milliseconds
  const atWork = new Set<Promise<void>>()
  while (clock.elapsed() < end) {
    if (atWork.size < mostAtOnce) {
      const fault = anyFault(stage)(stage)
        .catch((error: unknown) => stage.note(`could not: ${error}`))
        .finally(() => atWork.delete(fault))
      atWork.add(fault)
    }
    await pause(clock, stage.random.between(300, 8000))
  }
  await Promise.all(atWork)
  mend(stage)
}

export function mend(stage: Stage): void {
  stage.note('mends everything')
  stage.world.network.healAll()
  stage.zookeeper.start()
  stage.zookeeper.process?.thaw()
  for (const broker of stage.brokers) {
    broker.machine.diskFault = undefined
    broker.process?.thaw()
    broker.start()
  }
}

/**
 * A broker's machine loses its power, with what was not synced, and comes back. Only where Kafka's promise holds: every
 * replica was in sync and stays so, and nothing else happens meanwhile.
 *
 * A controller sees even a broker that is back at once die first, and takes it out of every ISR. But where the controller
 * itself died, the next one knows only who is there when it begins: a broker that registered before would lead what it
 * led, with what it lost.
 */
export async function losePower(stage: Stage): Promise<void> {
  const broker = stage.random.pick(stage.brokers)
  const direct = new Direct(stage.director)
  const { controllerId } = await direct.ask(broker.id, Metadata, everyTopic)
  stage.note(`cuts the power of broker ${broker.id}`)
  broker.losePower()
  await pause(stage.director.io.clock, stage.random.between(100, 12_000))
  if (broker.id === controllerId) await leavesEveryIsr(stage, direct, broker)
  direct.close()
  stage.note(`starts broker ${broker.id}`)
  broker.start()
}

/** Returns when no ISR names the dead broker any more; tells the history when that does not come. */
async function leavesEveryIsr(stage: Stage, direct: Direct, broker: BrokerNode): Promise<void> {
  const { clock } = stage.director.io
  const other = stage.brokers.find((one) => one !== broker)?.id ?? 0
  const deadline = clock.elapsed() + 30_000
  while (clock.elapsed() < deadline) {
    const { topics } = await direct.ask(other, Metadata, everyTopic)
    if (!termsOf(topics).some(({ isr }) => isr.includes(broker.id))) return
    await pause(clock, 200)
  }
  stage.history.violate('not converged', `broker ${broker.id} is dead for 30000 ms, and in an ISR`)
}

/** Long enough for `replica.lag.time.max.ms`, the checks every half of it, and the controller. */
const leftBehindMs = 15_000

/** A follower that can't reach its leaders, but ZooKeeper, has to leave the ISR, or acks=all would wait for it for ever. */
export async function leaveBehind(stage: Stage): Promise<void> {
  const broker = stage.random.pick(stage.brokers)
  const others = stage.brokers.filter((other) => other !== broker)
  stage.note(`leaves broker ${broker.id} behind`)
  const { clock } = stage.director.io
  const direct = new Direct(stage.director)
  const asked = others[0]?.id ?? 0
  const before = new Set(termsOf((await direct.ask(asked, Metadata, everyTopic)).topics).map(({ term }) => term))
  const begun = clock.elapsed()
  for (const { machine } of others) stage.world.network.cut(machine.host, broker.machine.host)
  await pause(clock, leftBehindMs)
  const { controllerId, topics } = await direct.ask(asked, Metadata, everyTopic)
  direct.close()
  // A controller that nobody reaches can't change an ISR, and a new leader gives everyone new time.
  const same = termsOf(topics).filter(({ term, leader }) => before.has(term) && leader !== broker.id)
  const kept = same.filter(({ isr }) => controllerId !== broker.id && isr.includes(broker.id))
  for (const { topic, partition } of kept.filter((term) => wasWritten(stage, term, begun))) {
    const text = `${topic}-${partition} has broker ${broker.id} in its ISR, which nobody heard of for ${leftBehindMs} ms`
    stage.history.violate('not converged', text)
  }
  stage.world.network.healAll()
}

/** Who leads what, and since which epoch. */
function termsOf(topics: MetadataResponse['topics']) {
  return topics.flatMap(({ name, partitions }) =>
    partitions.map(({ partitionIndex: partition, leaderId: leader, leaderEpoch, isrNodes: isr }) => {
      return { topic: name ?? '', partition, leader, isr, term: `${name}-${partition} ${leader} ${leaderEpoch}` }
    }),
  )
}

const wasWritten = (stage: Stage, { topic, partition }: TopicPartition, begun: number) =>
  stage.history.records.some((record) => {
    const isIn = record.topic === topic && record.partition === partition
    return isIn && record.sentAt > begun && record.sentAt < begun + 5000
  })
