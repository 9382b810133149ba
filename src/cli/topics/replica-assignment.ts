import { javaSplit } from '../../base/java-split.ts'
import { ClientError } from '../../client/errors.ts'

/**
 * `--replica-assignment 0:1,1:0`: broker ids by partition.
 * @throws ClientError with Kafka's class and words for what is wrong
 */
export function parseReplicaAssignment(text: string): Map<number, number[]> {
  const assignment = new Map<number, number[]>()
  javaSplit(text, ',').forEach((part, partition) => {
    const brokers = javaSplit(part, ':').map((id) => parseInteger(id.trim()))
    const duplicates = [...new Set(brokers.filter((id, index) => brokers.indexOf(id) !== index))]
    if (duplicates.length > 0) {
      throw new ClientError(
        'org.apache.kafka.server.common.AdminCommandFailedException',
        `Partition replica lists may not contain duplicate entries: ${duplicates.join(', ')}`,
      )
    }
    if (brokers.length !== (assignment.get(0) ?? brokers).length) {
      throw new ClientError(
        'org.apache.kafka.server.common.AdminOperationException',
        `Partition ${partition} has different replication factor: [${brokers.join(', ')}]`,
      )
    }
    assignment.set(partition, brokers)
  })
  return assignment
}

function parseInteger(text: string): number {
  const value = /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN
  if (value >= -0x80000000 && value <= 0x7fffffff) return value
  throw new ClientError('java.lang.NumberFormatException', `For input string: "${text}"`)
}
