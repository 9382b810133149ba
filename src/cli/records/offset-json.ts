import type { RecordsToDelete } from '../../client/admin/delete-records.ts'
import { partitionName } from '../../client/topic-partition.ts'
import { JavaException } from '../kit/java-exception.ts'

const operationException = (message: string) =>
  new JavaException('org.apache.kafka.server.common.AdminOperationException', message)

const mappingException = (message: string) =>
  new JavaException('com.fasterxml.jackson.databind.JsonMappingException', message)

/**
 * `{"partitions": [{"topic": "t", "partition": 0, "offset": 1}], "version": 1}`
 * @throws JavaException on anything else, and on a partition that is named twice
 */
export function parseOffsetJson(text: string): RecordsToDelete[] {
  const document = parseObject(text)
  const version = 'version' in document ? document.version : 1
  if (version !== 1) throw operationException(`Not supported version field value ${version}`)
  if (!('partitions' in document) || !Array.isArray(document.partitions)) {
    throw operationException('Missing partitions field')
  }
  const partitions = document.partitions.map(parsePartition)
  checkDuplicates(partitions)
  return partitions
}

function parseObject(text: string): object {
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch {
    throw operationException('The input string is not a valid JSON')
  }
  if (typeof document === 'object' && document !== null && !Array.isArray(document)) return document
  throw mappingException(`Expected JSON object, received ${JSON.stringify(document)}`)
}

function parsePartition(entry: unknown): RecordsToDelete {
  const fields = new Map<string, unknown>(typeof entry === 'object' && entry !== null ? Object.entries(entry) : [])
  const topic = required(fields, 'topic')
  if (typeof topic !== 'string') throw mappingException(`Expected \`String\` value, received ${JSON.stringify(topic)}`)
  return { topic, partition: whole(fields, 'partition', 'Integer'), beforeOffset: whole(fields, 'offset', 'Long') }
}

function required(fields: ReadonlyMap<string, unknown>, name: string): unknown {
  if (fields.has(name)) return fields.get(name)
  throw mappingException(`No such field exists: \`${name}\``)
}

function whole(fields: ReadonlyMap<string, unknown>, name: string, type: 'Integer' | 'Long'): number {
  const value = required(fields, name)
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value
  throw mappingException(`Expected \`${type}\` value, received ${JSON.stringify(value)}`)
}

function checkDuplicates(partitions: readonly RecordsToDelete[]): void {
  const names = partitions.map(partitionName)
  const twice = [...new Set(names.filter((name, index) => names.indexOf(name) !== index))]
  if (twice.length === 0) return
  throw new JavaException(
    'org.apache.kafka.server.common.AdminCommandFailedException',
    `Offset json file contains duplicate topic partitions: ${twice.join(',')}`,
  )
}
