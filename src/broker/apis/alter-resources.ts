import { KafkaError } from '../../wire/kafka/errors.ts'
import type { Resource } from '../configs/alter.ts'
import { resourceTypes } from '../configs/resources.ts'
import { type BrokerContext, errorText, onCluster, permission, type RequestContext } from './api.ts'

export interface AlteredResource extends Resource {
  readonly errorCode: number
  readonly errorMessage: string | null
}

export const refusedResource = ({ resourceType, resourceName }: Resource, error: KafkaError): AlteredResource => ({
  errorCode: error.code,
  errorMessage: errorText(error),
  resourceType,
  resourceName,
})

/** Alters one resource after the other; each gets its own answer. A resource that is named twice is altered by neither. */
export async function alterEach<R extends Resource>(
  broker: BrokerContext,
  context: RequestContext,
  resources: readonly R[],
  alter: (resource: R) => Promise<void>,
): Promise<AlteredResource[]> {
  const answers: AlteredResource[] = []
  for (const asked of resources) {
    try {
      checkOnce(resources, asked)
      checkAllowed(broker, context, asked)
      await alter(asked)
      const { resourceType, resourceName } = asked
      answers.push({ errorCode: 0, errorMessage: null, resourceType, resourceName })
    } catch (error) {
      if (!(error instanceof KafkaError)) throw error
      answers.push(refusedResource(asked, error))
    }
  }
  return answers
}

function checkOnce(resources: readonly Resource[], asked: Resource): void {
  const isSame = (other: Resource) =>
    other.resourceType === asked.resourceType && other.resourceName === asked.resourceName
  if (resources.filter(isSame).length > 1) {
    throw new KafkaError('INVALID_REQUEST', 'Each resource must appear at most once.')
  }
}

function checkAllowed(
  { authoriser }: BrokerContext,
  context: RequestContext,
  { resourceType, resourceName }: Resource,
): void {
  const isTopic = resourceType === resourceTypes.topic
  const needed = isTopic ? permission('AlterConfigs', 'Topic', resourceName) : onCluster('AlterConfigs')
  if (authoriser.allows(context, needed)) return
  throw new KafkaError(isTopic ? 'TOPIC_AUTHORIZATION_FAILED' : 'CLUSTER_AUTHORIZATION_FAILED')
}
