import { pause } from '../../../src/base/clock.ts'
import { AlterPartitionReassignments } from '../../../src/wire/kafka/alter-partition-reassignments.ts'
import { ElectLeaders } from '../../../src/wire/kafka/elect-leaders.ts'
import { Metadata } from '../../../src/wire/kafka/metadata.ts'
import type { BrokerNode } from '../broker-node.ts'
import { Direct } from '../load/direct.ts'
import type { Stage } from '../stage.ts'

/** Does its harm, and undoes it. */
export type Fault = (stage: Stage) => Promise<void>

const wait = (stage: Stage, low: number, high: number) =>
  pause(stage.director.io.clock, stage.random.between(low, high))

/** The controller or a partition's leader as often as any broker. */
async function victim(stage: Stage): Promise<BrokerNode> {
  const any = stage.random.pick(stage.brokers)
  const role = stage.random.int(3)
  if (role === 0) return any
  const direct = new Direct(stage.director)
  try {
    const { controllerId, topics } = await direct.ask(any.id, Metadata, { topics: null, allowAutoTopicCreation: false })
    const leaders = topics.flatMap(({ partitions }) => partitions.map(({ leaderId }) => leaderId))
    const id = role === 1 ? controllerId : stage.random.pick(leaders)
    return stage.brokers[id] ?? any
  } catch {
    return any
  } finally {
    direct.close()
  }
}

const kill: Fault = async (stage) => {
  const broker = await victim(stage)
  stage.note(`kills broker ${broker.id}`)
  broker.kill()
  await wait(stage, 100, 12_000)
  stage.note(`starts broker ${broker.id}`)
  broker.start()
}

const stopCleanly: Fault = async (stage) => {
  const broker = await victim(stage)
  stage.note(`stops broker ${broker.id}`)
  await Promise.race([broker.stop(), wait(stage, 20_000, 20_001)])
  broker.kill()
  await wait(stage, 100, 5000)
  stage.note(`starts broker ${broker.id}`)
  broker.start()
}

const freeze: Fault = async (stage) => {
  const { process, id } = await victim(stage)
  stage.note(`freezes broker ${id}`)
  process?.freeze()
  await wait(stage, 500, 14_000)
  stage.note(`thaws broker ${id}`)
  process?.thaw()
}

const cutOff: Fault = async (stage) => {
  const broker = await victim(stage)
  const { host } = broker.machine
  const everyone = [
    'zookeeper',
    ...stage.brokers.filter((other) => other !== broker).map(({ machine }) => machine.host),
  ]
  const others = stage.random.chance(0.4) ? everyone : [stage.random.pick(everyone)]
  const isOneWay = stage.random.chance(0.25)
  stage.note(`cuts ${host} off from ${others.join(' and ')}${isOneWay ? ', one way' : ''}`)
  const { network } = stage.world
  for (const other of others) {
    if (isOneWay) network.link(host, other).cut()
    else network.cut(host, other)
  }
  await wait(stage, 500, 14_000)
  stage.note(`mends ${host}`)
  for (const other of others) {
    network.link(host, other).heal()
    network.link(other, host).heal()
  }
}

const slowDown: Fault = async (stage) => {
  const a = stage.random.pick(stage.brokers).machine.host
  const b = stage.random.pick(['zookeeper', 'broker-0', 'broker-1', 'broker-2'])
  stage.note(`slows ${a} to ${b} down`)
  const latency = stage.random.between(5, 800)
  stage.world.network.link(a, b).slow(latency, latency, 20)
  await wait(stage, 1000, 10_000)
  stage.world.network.link(a, b).heal()
}

const breakConnections: Fault = async (stage) => {
  stage.note('breaks connections')
  for (let left = 1 + stage.random.int(6); left > 0; left--) {
    stage.world.network.breakOne()
    await wait(stage, 10, 1000)
  }
}

const takeZooKeeperAway: Fault = async (stage) => {
  const { zookeeper, random } = stage
  const how = random.pick(['kills', 'freezes', 'cuts the power of'] as const)
  stage.note(`${how} ZooKeeper`)
  const { process } = zookeeper
  if (how === 'freezes') process?.freeze()
  else {
    if (how === 'cuts the power of') zookeeper.machine.losePower(random)
    zookeeper.kill()
  }
  await wait(stage, 500, 12_000)
  stage.note('brings ZooKeeper back')
  if (how === 'freezes') process?.thaw()
  else zookeeper.start()
}

const fillDisk: Fault = async (stage) => {
  const { machine, id } = stage.random.pick(stage.brokers)
  machine.diskFault = stage.random.pick(['full', 'full', 'broken'] as const)
  stage.note(`the disk of broker ${id} is ${machine.diskFault}`)
  await wait(stage, 500, 8000)
  stage.note(`the disk of broker ${id} is well again`)
  machine.diskFault = undefined
}

const administrate: Fault = async (stage) => {
  const direct = new Direct(stage.director)
  try {
    const any = stage.random.pick(stage.brokers)
    const { controllerId } = await direct.ask(any.id, Metadata, { topics: [], allowAutoTopicCreation: false })
    if (stage.random.chance(0.3)) {
      stage.note('elects preferred leaders')
      await direct.ask(controllerId, ElectLeaders, { electionType: 0, topicPartitions: null, timeoutMs: 5000 }, 6000)
    } else await reassign(stage, direct, controllerId)
  } finally {
    direct.close()
  }
}

async function reassign(stage: Stage, direct: Direct, controllerId: number): Promise<void> {
  const [first, second, third] = stage.random.pick([
    [0, 1, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
  ])
  const name = stage.random.pick(['moving', 'moving', 'usual'])
  const replicas = [first ?? 0, second ?? 1, ...(name === 'moving' ? [] : [third ?? 2])]
  stage.note(`moves ${name}-0 to ${replicas.join()}`)
  const body = { timeoutMs: 5000, topics: [{ name, partitions: [{ partitionIndex: 0, replicas }] }] }
  await direct.ask(controllerId, AlterPartitionReassignments, body, 6000)
}

/** By how often they are chosen. */
const faults: readonly (readonly [Fault, number])[] = [
  [kill, 6],
  [stopCleanly, 3],
  [freeze, 4],
  [cutOff, 5],
  [slowDown, 2],
  [breakConnections, 3],
  [takeZooKeeperAway, 2],
  [fillDisk, 2],
  [administrate, 3],
]

export function anyFault(stage: Stage): Fault {
  const all = faults.reduce((sum, [, weight]) => sum + weight, 0)
  let left = stage.random.int(all)
  for (const [fault, weight] of faults) {
    left -= weight
    if (left < 0) return fault
  }
  return kill
}
