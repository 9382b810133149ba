import { DescribeConfigs, type DescribeConfigsRequest } from '../../wire/kafka/describe-configs.ts'
import { KafkaError } from '../../wire/kafka/errors.ts'
import type { InputOf } from '../../wire/schema/index.ts'
import { loggerEntries } from '../configs/broker-loggers.ts'
import { brokerConfigEntries, defaultBrokerConfigEntries } from '../configs/describe-broker.ts'
import { type DescribedConfig, topicConfigEntries } from '../configs/describe-topic.ts'
import { checkBrokerId, resourceTypes } from '../configs/resources.ts'
import { validateTopicName } from '../topics/names.ts'
import { api, type BrokerContext, onCluster, permission, type RequestContext } from './api.ts'

type Asked = DescribeConfigsRequest['resources'][number]
type Result = InputOf<typeof DescribeConfigs.response>['results'][number]

export const describeConfigs = api(DescribeConfigs, {
  handle: async (broker, request, context) => ({
    results: await Promise.all(request.resources.map((asked) => describe(broker, request, context, asked))),
  }),
  failed: ({ resources }, error) => ({ results: resources.map((asked) => refused(asked, error)) }),
})

async function describe(
  broker: BrokerContext,
  request: DescribeConfigsRequest,
  context: RequestContext,
  asked: Asked,
): Promise<Result> {
  try {
    checkAllowed(broker, context, asked)
    const wanted = asked.configurationKeys ?? []
    const entries = (await entriesOf(broker, asked)).filter(({ name }) => wanted.length === 0 || wanted.includes(name))
    const { resourceType, resourceName } = asked
    // Kafka's documentation of a setting is Kafka's own prose, which is not reproduced: there is none.
    const documentation = resourceType === resourceTypes.brokerLogger ? '' : null
    const configs = entries.map((entry) => ({ ...shown(entry, request), documentation }))
    return { errorCode: 0, errorMessage: '', resourceType, resourceName, configs }
  } catch (error) {
    if (error instanceof KafkaError) return refused(asked, error)
    throw error
  }
}

function checkAllowed({ authoriser }: BrokerContext, context: RequestContext, { resourceType, resourceName }: Asked) {
  const isTopic = resourceType === resourceTypes.topic
  const needed = isTopic ? permission('DescribeConfigs', 'Topic', resourceName) : onCluster('DescribeConfigs')
  if (authoriser.allows(context, needed)) return
  throw new KafkaError(isTopic ? 'TOPIC_AUTHORIZATION_FAILED' : 'CLUSTER_AUTHORIZATION_FAILED')
}

async function entriesOf(
  broker: BrokerContext,
  { resourceType, resourceName: name }: Asked,
): Promise<DescribedConfig[]> {
  if (resourceType === resourceTypes.broker) {
    checkBrokerId(name, broker.brokerId, true)
    return name === '' ? defaultBrokerConfigEntries(broker.config) : brokerConfigEntries(broker.config)
  }
  if (resourceType === resourceTypes.clientMetrics) {
    if (name === '') throw new KafkaError('INVALID_REQUEST', 'Client metrics subscription name must not be empty')
    throw new KafkaError('INVALID_REQUEST', 'Config type client-metrics is only supported on KRaft clusters')
  }
  if (resourceType === resourceTypes.brokerLogger) return loggerEntries(broker, name)
  if (resourceType !== resourceTypes.topic) throw new KafkaError('INVALID_REQUEST')
  validateTopicName(name)
  if (!broker.metadata.topic(name)) throw new KafkaError('UNKNOWN_TOPIC_OR_PARTITION', '')
  return topicConfigEntries(broker.config, await broker.entities.read('topics', name))
}

/** `isDefault` of version 0 is left out, as Kafka itself forgets to fill it. */
const shown = (entry: DescribedConfig, { includeSynonyms }: DescribeConfigsRequest) => ({
  ...entry,
  synonyms: includeSynonyms ? entry.synonyms : [],
})

const refused = ({ resourceType, resourceName }: Asked, error: KafkaError): Result => ({
  errorCode: error.code,
  errorMessage: error.message,
  resourceType,
  resourceName,
  configs: [],
})
