import { pause } from '../../src/base/clock.ts'
import { createTopics } from '../../src/client/admin/create-topics.ts'
import { listGroupOffsets } from '../../src/client/admin/group-offsets.ts'
import { partitionName, type TopicPartition } from '../../src/client/topic-partition.ts'
import { Metadata } from '../../src/wire/kafka/metadata.ts'
import { type Outcome, outcomeOf, type RunOptions } from '../simulation/command.ts'
import { drive } from '../simulation/drive.ts'
import { brokerPort } from './broker-node.ts'
import { checkCommits } from './checks/commits.ts'
import { Convergence } from './checks/convergence.ts'
import { LeaderWatch, request } from './checks/leaders.ts'
import { checkValues, describeLog, difference, replicaBytes, valuesOf } from './checks/replicas.ts'
import { leaveBehind, losePower, trouble } from './faults/trouble.ts'
import { Direct } from './load/direct.ts'
import { GroupReader, groupId } from './load/group-reader.ts'
import { Observer } from './load/observer.ts'
import { Writer } from './load/writer.ts'
import { Stage, targets, topics } from './stage.ts'

export interface ClusterOutcome extends Outcome {
  readonly acknowledged: number
  readonly records: number
}

const limits = { milliseconds: 600_000, events: 600_000 }
const convergencePatienceMs = 60_000

/**
 * A cluster that looks whole may still carry a word that makes an ISR smaller: an AlterPartition from before the network
 * was mended (seed 10409), a new controller that has not seen all brokers come back (seed 10511), a follower that waits
 * for an answer that got lost. Whoever is then alone in an ISR and loses its power loses acknowledged records, in Kafka
 * too. All that is over after `request.timeout.ms`, a session, or the time in which an ISR shrinks, whichever is longest.
 */
const calmMs = 10_000

/** One run from one seed: a cluster under load gets into trouble, is mended, and has to have kept its promises. */
export async function run(seed: number, { write }: RunOptions = {}): Promise<ClusterOutcome> {
  const stage = new Stage(seed, write)
  const { world, history } = stage
  await drive(
    world,
    () => play(stage),
    limits,
    (text) => history.violate('crash', text),
  )
  return {
    ...outcomeOf(seed, world, history.violations),
    records: history.records.length,
    acknowledged: history.records.filter(({ fate }) => fate === 'acknowledged').length,
  }
}

async function play(stage: Stage): Promise<void> {
  await begin(stage)
  const convergence = new Convergence(stage.client('inspector'), stage.brokers)
  const load = startLoad(stage)
  await trouble(stage, stage.random.between(15_000, 40_000))
  if (!(await isWhole(stage, convergence))) return
  const [after] = [leaveBehind, losePower, losePower].slice(stage.random.int(6))
  if (after !== undefined) {
    if (!(await isWhole(stage, convergence, calmMs))) return
    await after(stage)
    if (!(await isWhole(stage, convergence))) return
  }
  await Promise.all(load.map((part) => part.stop()))
  await probe(stage)
  await checkReplicas(stage)
  const cluster = await stage.director.cluster()
  checkCommits(stage.history, await listGroupOffsets(cluster, groupId))
  cluster.close()
}

async function begin(stage: Stage): Promise<void> {
  const { clock } = stage.director.io
  stage.zookeeper.start()
  for (const broker of stage.brokers) {
    broker.start()
    await pause(clock, stage.random.between(1, 300))
  }
  const cluster = await stage.director.cluster()
  while (cluster.metadata.brokers.size < stage.brokers.length) {
    await cluster.refreshMetadata([], { deadline: cluster.deadline(), call: 'start' })
    await pause(clock, 100)
  }
  for (const outcome of (await createTopics(cluster, topics)).values()) if (outcome instanceof Error) throw outcome
  cluster.close()
  watchTheWire(stage)
}

function watchTheWire({ world, history }: Stage): void {
  const watch = new LeaderWatch(history)
  world.network.tap = (from, to, bytes) => {
    watch.see(from, to, bytes)
    if (world.trace.isWritten && to.port === brokerPort) world.trace.say(from, `asks ${to.host} ${request(bytes)}`)
  }
}

function startLoad(stage: Stage) {
  const { history, brokers } = stage
  const writer = (name: string, acks: 'all' | '1', restMs: number) =>
    new Writer(stage.client(name), history, { name, acks, targets, restMs })
  const load = [
    ...[writer('careful-1', 'all', 700), writer('careful-2', 'all', 1500), writer('careless', '1', 1500)],
    ...[new Observer(stage.client('observer-1'), history, brokers, targets)],
    ...[new Observer(stage.client('observer-2'), history, brokers, targets)],
    ...[new GroupReader(stage.client('member-1'), history, ['safe', 'usual'])],
    ...[new GroupReader(stage.client('member-2'), history, ['safe', 'usual'])],
  ]
  for (const part of load) part.start()
  return load
}

async function isWhole(stage: Stage, convergence: Convergence, restMs = 0): Promise<boolean> {
  const wrong = await convergence.reached(convergencePatienceMs, restMs)
  if (wrong !== undefined) stage.history.violate('not converged', wrong)
  else stage.note('the cluster is whole')
  return wrong === undefined
}

/** A cluster that is whole takes what is written to it. */
async function probe(stage: Stage): Promise<void> {
  const before = stage.history.records.length
  const writer = new Writer(stage.client('probe'), stage.history, { name: 'probe', acks: 'all', targets, restMs: 20 })
  writer.start()
  await pause(stage.director.io.clock, 200)
  await writer.stop()
  for (const { fate, topic, partition } of stage.history.records.slice(before)) {
    if (fate !== 'acknowledged') stage.history.violate('not converged', `${topic}-${partition} takes no records`)
  }
}

/** Compares all replicas, and the first with what clients were told. */
async function checkReplicas(stage: Stage): Promise<void> {
  const assigned = await assignment(stage)
  for (const target of [...targets, { topic: '__consumer_offsets', partition: 0 }]) {
    const name = partitionName(target)
    const replicas = await settledReplicas(stage, target, assigned.get(name) ?? [])
    const unlike = difference(replicas)
    if (unlike !== undefined) stage.history.violate('replicas differ', `${name}: ${unlike}`)
    const [bytes = Buffer.alloc(0)] = replicas.values()
    if (target.topic === '__consumer_offsets') continue
    if (stage.world.trace.isWritten) for (const line of describeLog(bytes)) stage.world.trace.say(name, line)
    checkValues(stage.history, target, valuesOf(bytes))
  }
}

/** Whose replicas count: a broker that was away while a partition was moved keeps one that nobody uses. */
async function assignment(stage: Stage): Promise<Map<string, readonly number[]>> {
  const direct = new Direct(stage.director)
  const answer = await direct.ask(0, Metadata, { topics: null, allowAutoTopicCreation: false })
  direct.close()
  const replicas = answer.topics.flatMap(({ name, partitions }) =>
    partitions.map(({ partitionIndex: partition, replicaNodes }) => {
      return [partitionName({ topic: name ?? '', partition }), replicaNodes] as const
    }),
  )
  return new Map(replicas)
}

/** The last records reach the followers a moment later. */
async function settledReplicas(
  stage: Stage,
  target: TopicPartition,
  assigned: readonly number[],
): Promise<Map<number, Buffer>> {
  for (let tries = 0; ; tries++) {
    const brokers = stage.brokers.filter(({ id }) => assigned.includes(id))
    const replicas = new Map(brokers.map((broker) => [broker.id, replicaBytes(broker, target)]))
    if (tries === 20 || difference(replicas) === undefined) return replicas
    await pause(stage.director.io.clock, 200)
  }
}
