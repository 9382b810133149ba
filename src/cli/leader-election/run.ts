import { type ElectionOutcome, type ElectionType, electLeaders } from '../../client/admin/elect-leaders.ts'
import type { Cluster } from '../../client/cluster.ts'
import { javaClassOf, javaText } from '../../client/errors.ts'
import { partitionName, type TopicPartition } from '../../client/topic-partition.ts'
import { KafkaError } from '../../wire/kafka/errors.ts'
import { openCluster } from '../connect/admin.ts'
import { readText } from '../connect/command-config.ts'
import { callFailure, type Failure, localFailure } from '../connect/failure.ts'
import { partitionOrder } from '../format/partition-order.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { JavaException } from '../kit/java-exception.ts'
import { OutputClosed, printLine } from '../kit/output.ts'
import { failureObject } from '../kit/report/failure-object.ts'
import type { ValueOf } from '../kit/schema/schema.ts'
import type { LeaderElectionOptions } from './options.ts'
import { parsePartitions } from './partitions-file.ts'
import { leaderElection } from './results.ts'

type Election = ValueOf<typeof leaderElection>

const commandFailed = (message: string) =>
  new JavaException('org.apache.kafka.server.common.AdminCommandFailedException', message)

/** Elects leaders, and tells what came of it; what goes wrong is told on stderr, and Kafka's tool ends with 0 all the same. */
export async function runLeaderElection(context: CommandContext, options: LeaderElectionOptions): Promise<number> {
  try {
    checkOptions(options)
    await elect(context, options)
  } catch (error) {
    if (error instanceof OutputClosed) throw error
    fail(context, error)
  }
  return 0
}

function fail({ report, stderr }: CommandContext, error: unknown): void {
  const isCall = error instanceof CallFailed
  const { message, thrown } = isCall ? rethrown(callFailure(error.cause)) : localFailure(error)
  const suppressed = error instanceof ElectionsFailed ? error.failures : []
  report.failure(isCall ? error.cause : error, () => {
    printLine(stderr, message)
    printLine(stderr, [thrown, ...suppressed.map((failure) => `\tSuppressed: ${javaText(failure)}`), ''].join('\n'))
  })
}

/** As a `RuntimeException` around it. */
function rethrown({ thrown }: Failure): Failure {
  return { message: thrown, thrown: `java.lang.RuntimeException: ${thrown}` }
}

const selections = ['topic', 'all-topic-partitions', 'path-to-json-file'] as const

function checkOptions(options: LeaderElectionOptions): void {
  const missing = (['bootstrap-server', 'election-type'] as const).filter((name) => !options.has(name))
  if (missing.length > 0) throw commandFailed(`Missing required option(s): ${missing.join(', ')}`)
  if (selections.filter((name) => options.has(name)).length !== 1) {
    throw commandFailed(`One and only one of the following options is required: ${selections.join(', ')}`)
  }
  if (options.has('topic') && !options.has('partition')) throw commandFailed('Missing required option(s): partition')
  if (options.has('partition') && !options.has('topic')) {
    throw commandFailed('Option partition is only allowed if topic is used')
  }
}

async function elect(context: CommandContext, options: LeaderElectionOptions): Promise<void> {
  const type = options.value('election-type') === 'UNCLEAN' ? 'unclean' : 'preferred'
  const partitions = chosenPartitions(context, options)
  const [servers, config] = [options.value('bootstrap-server') ?? '', options.value('admin.config')]
  const cluster = await openCluster(context, servers, config, {
    fallback: { 'default.api.timeout.ms': '30000', 'request.timeout.ms': '15000' },
  })
  try {
    tell(context, type, await electOrExplain(context, cluster, type, partitions))
  } finally {
    cluster.close()
  }
}

/** Null for all. */
function chosenPartitions(context: CommandContext, options: LeaderElectionOptions): TopicPartition[] | null {
  const [file, topic] = [options.value('path-to-json-file'), options.value('topic')]
  if (file !== undefined) return parsePartitions(readPartitions(context, file))
  return topic === undefined ? null : [{ topic, partition: options.value('partition') ?? 0 }]
}

function readPartitions(context: CommandContext, file: string): string {
  try {
    return readText(context, file)
  } catch (error) {
    if (!(error instanceof JavaException)) throw error
    throw new JavaException('java.lang.RuntimeException', `java.io.IOException: Unable to read file ${file}`)
  }
}

/** Some failures have words of their own, which are told on both streams. */
const explanations: ReadonlyMap<string, string> = new Map([
  ['org.apache.kafka.common.errors.TimeoutException', 'Timeout waiting for election results'],
  ['org.apache.kafka.common.errors.ClusterAuthorizationException', 'Not authorized to perform leader election'],
])

async function electOrExplain(
  { stdout }: CommandContext,
  cluster: Cluster,
  type: ElectionType,
  partitions: readonly TopicPartition[] | null,
): Promise<ElectionOutcome[]> {
  try {
    return await electLeaders(cluster, type, partitions)
  } catch (error) {
    const explanation = explanations.get(javaClassOf(error) ?? '')
    if (explanation === undefined) throw new CallFailed(error)
    printLine(stdout, explanation)
    throw commandFailed(explanation)
  }
}

/** In contrast to a failure of this side. */
class CallFailed extends Error {
  constructor(cause: unknown) {
    super('the call failed', { cause })
  }
}

class ElectionsFailed extends JavaException {
  readonly failures: readonly Error[]

  constructor(failures: readonly Error[]) {
    const message = `${failures.length} replica(s) could not be elected`
    super('org.apache.kafka.server.common.AdminCommandFailedException', message)
    this.failures = failures
  }
}

/** Each list in the order of Java's hash sets, as Kafka's tool has them. */
function tell({ report }: CommandContext, type: ElectionType, outcomes: readonly ElectionOutcome[]): void {
  const elections = outcomes.map((each) => electionObject(type, each))
  report.results(leaderElection, elections, () => text(type, outcomes))
  const failed = failedOf(outcomes)
  if (failed.length > 0) throw new ElectionsFailed(failed.map(({ outcome }) => outcome).filter(isFailure))
}

const failedOf = (outcomes: readonly ElectionOutcome[]) =>
  partitionOrder(partitionOrder(outcomes).filter(({ outcome }) => isFailure(outcome)))

function electionObject(type: ElectionType, { topic, partition, outcome }: ElectionOutcome): Election {
  const common = { topic, partition, electionType: type }
  if (isFailure(outcome)) return { ...common, outcome: 'failed', error: failureObject(outcome) }
  return { ...common, outcome: outcome === true ? 'elected' : 'not-needed', error: null }
}

const isFailure = (outcome: unknown): outcome is Error => outcome instanceof Error && !isNeedless(outcome)

function text(type: ElectionType, outcomes: readonly ElectionOutcome[]): string {
  const lines: string[] = []
  const typeName = type.toUpperCase()
  const answered = partitionOrder(outcomes)
  const names = (chosen: readonly ElectionOutcome[]) => partitionOrder(chosen).map(partitionName).join(', ')
  const elected = answered.filter(({ outcome }) => outcome === true)
  if (elected.length > 0) {
    lines.push(`Successfully completed leader election (${typeName}) for partitions ${names(elected)}`)
  }
  const needless = answered.filter(({ outcome }) => isNeedless(outcome))
  if (needless.length > 0) lines.push(`Valid replica already elected for partitions ${names(needless)}`)
  for (const one of failedOf(outcomes)) {
    const subject = `Error completing leader election (${typeName}) for partition: ${partitionName(one)}`
    lines.push(`${subject}: ${javaText(one.outcome)}`)
  }
  return lines.map((line) => `${line}\n`).join('')
}

function isNeedless(outcome: unknown): boolean {
  return outcome instanceof KafkaError && outcome.errorName === 'ELECTION_NOT_NEEDED'
}
