import { buildBatch } from '../../../src/wire/records/builder.ts'
import type { FieldType } from '../../../src/wire/schema/fields.ts'
import type { Field, Fields, Message } from '../../../src/wire/schema/index.ts'
import { isPresent } from '../../../src/wire/schema/layout.ts'

/** Values that make sense to a broker with the one-partition topic `sample`. */
const known: Record<string, unknown> = {
  acks: -1,
  brokerEpoch: -1,
  brokerId: 99,
  clientSoftwareName: 'test',
  clientSoftwareVersion: '1.0',
  controllerEpoch: 1000,
  controllerId: 0,
  currentLeaderEpoch: -1,
  groupId: 'group',
  isKRaftController: false,
  maxBytes: 1000,
  maxNumOffsets: 10,
  minBytes: 0,
  partitionMaxBytes: 1000,
  protocolType: 'consumer',
  rebalanceTimeoutMs: 500,
  replicaId: -1,
  sessionEpoch: -1,
  sessionTimeoutMs: 10000,
  timeoutMs: 2000,
  transactionalId: null,
  validateOnly: true,
}

/** Control requests name nothing, lest they change what the other tests see. */
const empty = new Set(['LeaderAndIsrRequest', 'UpdateMetadataRequest', 'StopReplicaRequest', 'AlterPartitionRequest'])

/** A plausible request with every field of the version, one element in each list. */
export function sampleOf(message: Message, version: number): Record<string, unknown> {
  return object(message.fields, version, empty.has(message.name))
}

function object(fields: Fields, version: number, noElements: boolean): Record<string, unknown> {
  const entries = Object.entries(fields).filter(
    ([, field]) => isPresent(field, version) && field.options.tag === undefined,
  )
  return Object.fromEntries(entries.map(([name, field]) => [name, fieldValue(name, field, version, noElements)]))
}

function fieldValue(name: string, field: Field, version: number, noElements: boolean): unknown {
  const value = known[name]
  if (value === null) return field.options.nullable !== undefined ? null : typed(name, field.type, version, noElements)
  return value === undefined || typeof value !== expected(field.type)
    ? typed(name, field.type, version, noElements)
    : value
}

const expected = ({ kind }: FieldType) =>
  kind === 'string' ? 'string' : kind === 'boolean' ? 'boolean' : kind === 'int64big' ? 'bigint' : 'number'

function typed(name: string, type: FieldType, version: number, noElements: boolean): unknown {
  switch (type.kind) {
    case 'array':
      return noElements ? [] : [typed(name, type.element, version, noElements)]
    case 'struct':
      return object(type.fields, version, noElements)
    case 'string':
      return 'sample'
    case 'uuid':
      return 'AAAAAAAAAAAAAAAAAAAAAA'
    case 'records':
      return buildBatch([{ timestamp: 1, key: null, value: Buffer.from('x') }])
    case 'bytes':
      return Buffer.alloc(0)
    case 'boolean':
      return false
    case 'int64big':
      return 0n
    default:
      return 0
  }
}
