import type { Cluster } from '../../client/cluster.ts'
import { hasCollisionCharacters } from '../../client/topic-names.ts'
import type { CommandContext } from '../kit/command-context.ts'
import type { Report } from '../kit/report/report.ts'
import type { TopicOptions } from './options.ts'
import { alteredTopic, createdTopic, deletedTopic, describedTopic, listedTopic } from './results.ts'
import type { Selection } from './select.ts'

const collisionWarning =
  "WARNING: Due to limitations in metric names, topics with a period ('.') or underscore ('_') could collide. To avoid issues it is best to use either, but not both."

const formatVersionWarning =
  // biome-ignore lint/suspicious/noTemplateCurlyInString: Kafka's own sentence, in which it forgot to fill in the names.
  'WARNING: The configuration ${TopicConfig.MESSAGE_FORMAT_VERSION_CONFIG}=${props.getProperty(TopicConfig.MESSAGE_FORMAT_VERSION_CONFIG)} is specified. This configuration will be ignored if the version is newer than the inter.broker.protocol.version specified in the broker or if the inter.broker.protocol.version is 3.0 or newer. This configuration is deprecated and it will be removed in Apache Kafka 4.0.'

/** Makes the client; what goes wrong in the action it returns is the topic command's failure, not the client's. */
export async function startTopicAction(context: CommandContext, options: TopicOptions): Promise<() => Promise<void>> {
  if (options.has('describe') && options.has('if-exists') && options.has('topic') && options.has('topic-id')) {
    const preference = 'Only topic id will be used when both --topic and --topic-id are specified'
    context.report.remark(`${preference} and topicId is not Uuid.ZERO_UUID`)
  }
  const { openCluster } = await import('../connect/admin.ts')
  const [servers, config] = [options.value('bootstrap-server') ?? '', options.value('command-config')]
  const cluster = await openCluster(context, servers, config)
  return async () => {
    try {
      await act(cluster, context.report, options)
    } finally {
      cluster.close()
    }
  }
}

function act(cluster: Cluster, report: Report, options: TopicOptions): Promise<void> {
  if (options.has('create')) return create(cluster, report, options)
  if (options.has('alter')) return alter(cluster, report, options)
  if (options.has('list')) return list(cluster, report, options)
  if (options.has('describe')) return describe(cluster, report, options)
  return remove(cluster, report, options)
}

function selection(options: TopicOptions): Selection {
  return { topic: options.value('topic'), excludeInternal: options.has('exclude-internal') }
}

async function list(cluster: Cluster, report: Report, options: TopicOptions): Promise<void> {
  const { selectTopics } = await import('./select.ts')
  const topics = await selectTopics(cluster, selection(options))
  const listed = topics.map(({ name, topicId, isInternal, partitions }) => {
    return { topic: name ?? '', topicId, isInternal, partitionCount: partitions.length }
  })
  report.results(listedTopic, listed, () => `${listed.map(({ topic }) => topic).join('\n')}\n`)
}

async function create(cluster: Cluster, report: Report, options: TopicOptions): Promise<void> {
  const [{ checkNumbers, create: createTopic }, { parseTopicConfigs }] = await Promise.all([
    import('./create.ts'),
    import('./topic-configs.ts'),
  ])
  const name = options.value('topic') ?? ''
  const numbers = { partitions: options.value('partitions'), replicationFactor: options.value('replication-factor') }
  const assignments = await replicaAssignment(options)
  const configs = parseTopicConfigs(options.values('config'))
  if (configs.has('message.format.version')) report.remark(formatVersionWarning)
  if (hasCollisionCharacters(name)) report.remark(collisionWarning)
  const topic = { name, ...numbers, configs, ...(assignments === undefined ? {} : { assignments }) }
  checkNumbers(topic)
  const isNew = await createTopic(cluster, topic, options.has('if-not-exists'))
  report.results(createdTopic, [{ topic: name, isNew }], () => (isNew ? `Created topic ${name}.\n` : ''))
}

async function replicaAssignment(options: TopicOptions): Promise<Map<number, number[]> | undefined> {
  const text = options.value('replica-assignment') ?? ''
  if (text === '') return undefined
  return (await import('./replica-assignment.ts')).parseReplicaAssignment(text)
}

async function alter(cluster: Cluster, report: Report, options: TopicOptions): Promise<void> {
  const { alter: alterTopics } = await import('./alter.ts')
  const count = options.value('partitions') ?? 0
  const assignment = await replicaAssignment(options)
  const request = { ...selection(options), ifExists: options.has('if-exists'), count, assignment }
  const altered = (await alterTopics(cluster, request)).map((topic) => ({ topic, partitionCount: count }))
  report.results(alteredTopic, altered, () => '')
}

async function describe(cluster: Cluster, report: Report, options: TopicOptions): Promise<void> {
  const [{ describe: describeTopics, partitionFilters }, { formatTopicDescription, topicDescriptionObject }] =
    await Promise.all([import('./describe.ts'), import('../format/topic-description.ts')])
  const described = await describeTopics(cluster, {
    ...selection(options),
    topicId: options.value('topic-id'),
    ifExists: options.has('if-exists'),
    overriddenOnly: options.has('topics-with-overrides'),
    filters: partitionFilters.filter((filter) => options.has(filter)),
  })
  report.results(describedTopic, described.map(topicDescriptionObject), () =>
    described.map(formatTopicDescription).join(''),
  )
}

async function remove(cluster: Cluster, report: Report, options: TopicOptions): Promise<void> {
  const [{ ensureTopicExists, selectTopics }, { deleteTopics }, { requireAll }] = await Promise.all([
    import('./select.ts'),
    import('../../client/admin/delete-topics.ts'),
    import('../../client/admin/outcome.ts'),
  ])
  const topics = await selectTopics(cluster, selection(options))
  ensureTopicExists(topics, options.value('topic'), options.has('if-exists'))
  if (topics.length === 0) return
  const names = topics.map(({ name }) => name ?? '')
  requireAll(await deleteTopics(cluster, names))
  const deleted = names.map((topic) => ({ topic }))
  report.results(deletedTopic, deleted, () => '')
}
