import type { RecordsToDelete } from '../../client/admin/delete-records.ts'
import { partitionName } from '../../client/topic-partition.ts'
import { asArray, asObject, asString, asWhole, member } from '../json/decode.ts'
import { tryParseJson } from '../json/parse.ts'
import { JavaException } from '../kit/java-exception.ts'

const operationException = (message: string) =>
  new JavaException('org.apache.kafka.server.common.AdminOperationException', message)

/**
 * `{"partitions": [{"topic": "t", "partition": 0, "offset": 1}], "version": 1}`
 * @throws JavaException on anything else, and on a partition that is named twice
 */
export function parseOffsetJson(text: string): RecordsToDelete[] {
  const value = tryParseJson(text)
  if (value === undefined) throw operationException('The input string is not a valid JSON')
  const document = asObject(value)
  const version = document.has('version') ? asWhole(document.get('version'), 'Integer') : 1
  if (version !== 1) throw operationException(`Not supported version field value ${version}`)
  if (!document.has('partitions')) throw operationException('Missing partitions field')
  const partitions = asArray(document.get('partitions')).map(parsePartition)
  checkDuplicates(partitions)
  return partitions
}

function parsePartition(entry: unknown): RecordsToDelete {
  const fields = asObject(entry)
  return {
    topic: asString(member(fields, 'topic')),
    partition: asWhole(member(fields, 'partition'), 'Integer'),
    beforeOffset: asWhole(member(fields, 'offset'), 'Long'),
  }
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
