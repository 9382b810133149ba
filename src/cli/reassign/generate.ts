import { hashOrder, javaMapSize } from '../../base/hash-order.ts'
import { javaSplit } from '../../base/java-split.ts'
import type { Random } from '../../base/random.ts'
import { placeReplicas } from '../../broker/topics/replica-placement.ts'
import type { Cluster } from '../../client/cluster.ts'
import type { NodeDescription } from '../../client/node.ts'
import { byTopic } from '../../client/topic-partition.ts'
import { partitionOrder } from '../format/partition-order.ts'
import { JavaException } from '../kit/java-exception.ts'
import { liveBrokers, placementsOfTopics } from './cluster-state.ts'
import { commandFailed, operationFailed } from './failures.ts'
import { duplicates, formatPlan, inSetOrder, type Placement, parseTopics } from './plan.ts'
import { generatedPlan } from './results.ts'
import type { Reassigning } from './run.ts'

/** Makes a plan that spreads the topics over the brokers, and prints it under the one that would bring all back. */
export async function generate(
  { cluster, context }: Reassigning,
  topicsText: string,
  brokerList: string,
  isRackAware: boolean,
): Promise<void> {
  const ids = parseBrokers(brokerList)
  const topics = parseTopics(topicsText)
  const twice = hashOrder(
    duplicates(topics, (topic) => topic),
    (topic) => topic,
    javaMapSize,
  )
  if (twice.length > 0) {
    throw commandFailed(`List of topics to reassign contains duplicate entries: [${twice.join(', ')}]`)
  }
  const current = await placementsOfTopics(cluster, topics)
  const brokers = await chosenBrokers(cluster, ids, isRackAware)
  const proposed = propose(current, brokers, context.random)
  context.report.results(generatedPlan, [{ current, proposed }], () => {
    const before = `Current partition replica assignment\n${formatPlan(current)}\n`
    return `${before}\nProposed partition reassignment configuration\n${formatPlan(proposed)}\n`
  })
}

function parseBrokers(text: string): number[] {
  const ids = javaSplit(text, ',').map((id) => {
    if (/^[+-]?\d+$/.test(id)) return Number(id)
    throw new JavaException('java.lang.NumberFormatException', `For input string: "${id}"`)
  })
  const twice = inSetOrder(duplicates(ids, (id) => id))
  if (twice.length > 0) throw commandFailed(`Broker list contains duplicate entries: [${twice.join(', ')}]`)
  return ids
}

const mixedRacks =
  'Not all brokers have rack information. Add --disable-rack-aware in command line to make replica assignment without rack information.'

/** Those of the brokers that are alive; without their racks where those shall not count. */
async function chosenBrokers(
  cluster: Cluster,
  ids: readonly number[],
  isRackAware: boolean,
): Promise<Pick<NodeDescription, 'id' | 'rack'>[]> {
  const live = (await liveBrokers(cluster)).filter(({ id }) => ids.includes(id))
  const brokers = live.map(({ id, rack }) => ({ id, rack: isRackAware ? rack : null }))
  const racked = brokers.filter(({ rack }) => rack !== null).length
  if (racked > 0 && racked < brokers.length) throw operationFailed(mixedRacks)
  return brokers
}

/** Every topic by itself, with as many replicas as one of its partitions has. */
function propose(
  current: readonly Placement[],
  brokers: readonly Pick<NodeDescription, 'id' | 'rack'>[],
  random: Random,
): Placement[] {
  return byTopic(partitionOrder(current)).flatMap(({ name: topic, partitions: placements }) => {
    const replicationFactor = placements[0]?.replicas.length ?? 0
    const request = { brokers, partitions: placements.length, replicationFactor, random, mixedRacks }
    return placeReplicas(request).map((replicas, partition) => ({ topic, partition, replicas }))
  })
}
