import { boolean, integer, list, map, object, orNull, result, string } from '../kit/schema/schema.ts'

const topic = string("The topic's name.")
const topicId = string('Its id; AAAAAAAAAAAAAAAAAAAAAA from a broker older than 2.8.')
const brokers = (about: string) => list(integer("A broker's id."), about)

export const listedTopic = result('topic', 'A topic, of --list.', {
  topic,
  topicId,
  isInternal: boolean('It is one that Kafka keeps for itself.'),
  partitionCount: integer('How many partitions it has.'),
})

export const createdTopic = result('topic-created', 'What --create did.', {
  topic,
  isNew: boolean('False when it was there already, with --if-not-exists.'),
})

export const alteredTopic = result('topic-altered', 'A topic that --alter gave more partitions.', {
  topic,
  partitionCount: integer('How many it has now.'),
})

export const deletedTopic = result('topic-deleted', 'A topic that --delete deleted.', { topic })

const partition = object({
  partition: integer('Its number.'),
  leader: orNull(integer("The leader's id; null while there is none.")),
  replicas: brokers('The brokers that shall keep it, the preferred leader first.'),
  isr: brokers('Those of them that are in sync.'),
  addingReplicas: brokers('Those that are to come, while it moves.'),
  removingReplicas: brokers('Those that are to go, while it moves.'),
})

export const describedTopic = result('topic-description', 'A topic, of --describe.', {
  topic,
  topicId,
  partitionCount: integer('How many partitions it has.'),
  replicationFactor: integer('How many brokers keep each partition.'),
  configs: map(string("The setting's value."), 'Settings of its own.'),
  partitions: list(partition, 'Those that were asked for; none with --topics-with-overrides.'),
})

export const topicResults = [listedTopic, createdTopic, alteredTopic, deletedTopic, describedTopic]
