import { partitionName, type TopicPartition } from '../../client/topic-partition.ts'
import { asArray, asObject, asString, asWhole, member } from '../json/decode.ts'
import { tryParseJson } from '../json/parse.ts'
import { JavaException } from '../kit/java-exception.ts'

const operationException = (message: string) =>
  new JavaException('org.apache.kafka.server.common.AdminOperationException', message)

/**
 * `{"partitions": [{"topic": "t", "partition": 0}]}`
 * @throws JavaException on anything else, and on a partition that is named twice
 */
export function parsePartitions(text: string): TopicPartition[] {
  const value = tryParseJson(text)
  if (value === undefined) throw operationException('Replica election data is empty')
  const document = reading(() => asObject(value))
  if (!document.has('partitions')) throw operationException('Replica election data is missing "partitions" field')
  const partitions = reading(() => asArray(document.get('partitions')).map(parsePartition))
  const names = partitions.map(partitionName)
  const twice = new Set(names.filter((name, index) => names.indexOf(name) !== index))
  if (twice.size === 0) return partitions
  throw operationException(`Replica election data contains duplicate partitions: [${[...twice].join(', ')}]`)
}

function parsePartition(entry: unknown): TopicPartition {
  const fields = asObject(entry)
  return { topic: asString(member(fields, 'topic')), partition: asWhole(member(fields, 'partition'), 'Integer') }
}

/** What the decoder throws, Kafka's tool passes on inside a RuntimeException, whose message names it. */
function reading<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof JavaException)) throw error
    throw new JavaException('java.lang.RuntimeException', `${error.className}: ${error.message}`)
  }
}
