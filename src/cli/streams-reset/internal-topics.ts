import { hashOrder, javaMapSize } from '../../base/hash-order.ts'
import { deleteTopics } from '../../client/admin/delete-topics.ts'
import type { Cluster } from '../../client/cluster.ts'
import { localFailure } from '../connect/failure.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { JavaException } from '../kit/java-exception.ts'
import { printLine } from '../kit/output.ts'
import type { StreamsResetOptions } from './options.ts'
import { deletedInternalTopic } from './results.ts'

const endings = ['-changelog', '-repartition', '-subscription-registration-topic', '-subscription-response-topic']
const foreignKeyJoin = /^.+-KTABLE-FK-JOIN-SUBSCRIPTION-(REGISTRATION|RESPONSE)-\d+-topic$/

/** Kafka Streams made it for the application. */
const isInternal = (topic: string, application: string) =>
  topic.startsWith(`${application}-`) &&
  (endings.some((ending) => topic.endsWith(ending)) || foreignKeyJoin.test(topic))

/** Deletes the application's internal topics. @throws JavaException for names that are none, and when some can't be deleted */
export async function deleteInternalTopics(
  context: CommandContext,
  cluster: Cluster,
  topics: readonly string[],
  options: StreamsResetOptions,
): Promise<void> {
  const application = options.value('application-id') ?? ''
  const names = hashOrder(topics, (name) => name, javaMapSize)
  const inferred = names.filter((topic) => isInternal(topic, application))
  const chosen = options.values('internal-topics')
  if (!chosen.every((topic) => inferred.includes(topic))) {
    throw new JavaException(
      'java.lang.IllegalArgumentException',
      'Invalid topic specified in the --internal-topics option. Ensure that the topics specified are all internal topics. ' +
        'Do a dry run without the --internal-topics option to see the list of all internal topics that can be deleted.',
    )
  }
  const [kind, doomed] = chosen.length > 0 ? ['specified', chosen] : ['inferred', inferred]
  printLine(context.stdout, `Deleting ${kind} internal topics [${doomed.join(', ')}]`)
  const isDryRun = options.has('dry-run')
  const deleted = isDryRun ? doomed : await deleteAll(context, cluster, doomed)
  context.report.results(
    deletedInternalTopic,
    deleted.map((topic) => ({ topic, isDryRun })),
    () => '',
  )
  if (deleted.length < doomed.length) {
    const problem = 'Encountered an error deleting one or more topics'
    throw new JavaException('java.lang.RuntimeException', problem)
  }
  printLine(context.stdout, 'Done.')
}

/** Gives those that are deleted; what went wrong with the others is told. */
async function deleteAll({ stderr }: CommandContext, cluster: Cluster, topics: readonly string[]): Promise<string[]> {
  const outcomes = await deleteTopics(cluster, topics)
  return topics.filter((topic) => {
    const outcome = outcomes.get(topic)
    if (!(outcome instanceof Error)) return true
    printLine(stderr, `ERROR: deleting topic ${topic}`)
    printLine(stderr, localFailure(outcome).thrown)
    return false
  })
}
