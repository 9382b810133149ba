import { DeleteTopics, type DeleteTopicsRequest } from '../../wire/kafka/delete-topics.ts'
import { errorCode, KafkaError } from '../../wire/kafka/errors.ts'
import type { InputOf } from '../../wire/schema/index.ts'
import { noTopicId } from '../metadata/cache.ts'
import { api, type BrokerContext, errorText } from './api.ts'
import { awaitMetadata } from './await-metadata.ts'
import { requireController } from './requires-controller.ts'

type Result = InputOf<typeof DeleteTopics.response>['responses'][number]

interface Asked {
  readonly name: string | null
  readonly topicId: string
}

const askedOf = (request: DeleteTopicsRequest, version: number): Asked[] =>
  version >= 6 ? request.topics : request.topicNames.map((name) => ({ name, topicId: noTopicId }))

const refused = ({ name, topicId }: Asked, error: KafkaError): Result => ({
  name,
  topicId,
  errorCode: error.code,
  errorMessage: errorText(error),
})

async function remove({ metadata, topics }: BrokerContext, asked: Asked): Promise<Result> {
  const byId = asked.name === null
  const name = asked.name ?? metadata.topicName(asked.topicId)
  if (name === undefined) return refused(asked, new KafkaError('UNKNOWN_TOPIC_ID'))
  const named = { name, topicId: byId ? asked.topicId : metadata.topicId(name) }
  if (metadata.topic(name) === undefined) return refused(named, new KafkaError('UNKNOWN_TOPIC_OR_PARTITION'))
  await topics.delete(name)
  return { ...named, errorCode: 0, errorMessage: null }
}

export const deleteTopics = api(DeleteTopics, {
  handle: async (broker, request, { version }) => {
    requireController(broker)
    const asked = askedOf(request, version)
    if (!broker.config.get('delete.topic.enable')) {
      const error = new KafkaError(version < 3 ? 'INVALID_REQUEST' : 'TOPIC_DELETION_DISABLED')
      return { responses: asked.map((one) => refused(one, error)) }
    }
    const responses = await Promise.all(asked.map((one) => remove(broker, one)))
    const going = responses.filter(({ errorCode: code }) => code === 0)
    const isGone = ({ name }: Result) => broker.metadata.topic(name ?? '') === undefined
    const done = going.length === 0 || (await awaitMetadata(broker, request.timeoutMs, () => going.every(isGone)))
    const late = (result: Result) => result.errorCode === 0 && (request.timeoutMs <= 0 || !isGone(result))
    return {
      responses: done
        ? responses
        : responses.map((one) => (late(one) ? { ...one, errorCode: errorCode('REQUEST_TIMED_OUT') } : one)),
    }
  },
  failed: (request, error) => ({
    responses: [...request.topics, ...request.topicNames.map((name) => ({ name, topicId: noTopicId }))].map((asked) =>
      refused(asked, error),
    ),
  }),
})
