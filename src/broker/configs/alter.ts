import type { Logger } from '../../base/logger.ts'
import { KafkaError } from '../../wire/kafka/errors.ts'
import { defaultEntity } from '../znodes/entity-config.ts'
import type { ConfigEntityType } from '../znodes/paths.ts'
import { type Alteration, alterOperations, refuseNulls, refuseRepeated } from './alterations.ts'
import { type BrokerConfig, brokerConfigRow, type Properties } from './broker-config.ts'
import { alterLoggers } from './broker-loggers.ts'
import { ConfigFault } from './config-fault.ts'
import { asList, type ConfigRow } from './definition.ts'
import { checkDynamicConfig } from './dynamic-broker.ts'
import type { EntityStore } from './entity-store.ts'
import { checkBrokerId, resourceTypeName, resourceTypes, shownResource } from './resources.ts'
import { reportBadPassword, type StoredPasswords } from './stored-passwords.ts'
import { checkTopicConfig, topicConfigRow, UnknownTopicConfigError } from './topic-config.ts'

/** What altering settings needs to know of its broker. */
export interface Alterable {
  readonly brokerId: number
  readonly config: BrokerConfig
  readonly entities: EntityStore
  readonly metadata: { topic(name: string): unknown }
  readonly logger: Logger
  readonly passwords: StoredPasswords
}

export interface Resource {
  readonly resourceType: number
  readonly resourceName: string
}

interface Entity {
  readonly type: ConfigEntityType
  readonly name: string
  readonly rowOf: (name: string) => ConfigRow | undefined
}

/** Replaces all of a resource's overrides. Throws `KafkaError` in Kafka's words. */
export async function replaceConfigs(
  broker: Alterable,
  resource: Resource,
  configs: readonly { name: string; value: string | null }[],
  validateOnly: boolean,
): Promise<void> {
  refuseNulls(configs)
  refuseRepeated(configs)
  const entity = entityOf(broker, resource)
  const properties = new Map(configs.map(({ name, value }) => [name, value ?? '']))
  check(broker, resource, properties)
  if (!validateOnly) await write(broker, resource, entity, properties)
}

/** Changes some of a resource's overrides. Throws `KafkaError` in Kafka's words. */
export async function alterConfigs(
  broker: Alterable,
  resource: Resource,
  alterations: readonly Alteration[],
  validateOnly: boolean,
): Promise<void> {
  refuseNulls(alterations.filter(({ configOperation }) => configOperation !== alterOperations.delete))
  refuseRepeated(alterations)
  if (resource.resourceType === resourceTypes.brokerLogger) {
    alterLoggers(broker, resource.resourceName, alterations, validateOnly)
    return
  }
  const entity = entityOf(broker, resource)
  const properties = await read(broker, entity)
  for (const alteration of alterations) apply(entity, properties, alteration)
  check(broker, resource, properties)
  if (!validateOnly) await write(broker, resource, entity, properties)
}

async function read({ entities, passwords, logger }: Alterable, { type, name }: Entity): Promise<Map<string, string>> {
  const stored = await entities.read(type, name)
  return type === 'brokers' ? passwords.decode(stored, reportBadPassword(logger)) : stored
}

async function write(broker: Alterable, resource: Resource, entity: Entity, properties: Properties): Promise<void> {
  const isBroker = entity.type === 'brokers'
  const stored = isBroker ? encoded(broker, resource, properties) : properties
  await broker.entities.write(entity.type, entity.name, stored)
}

function encoded({ passwords }: Alterable, resource: Resource, properties: Properties): Properties {
  try {
    return passwords.encode(properties)
  } catch (error) {
    throw invalidValue(resource, error instanceof Error ? error.message : String(error))
  }
}

function entityOf({ brokerId, metadata }: Alterable, { resourceType, resourceName: name }: Resource): Entity {
  if (resourceType === resourceTypes.broker) {
    if (name !== '') checkBrokerId(name, brokerId, false)
    return { type: 'brokers', name: name === '' ? defaultEntity : name, rowOf: brokerConfigRow }
  }
  if (resourceType !== resourceTypes.topic) throw new KafkaError('INVALID_REQUEST', notAlterable(resourceType))
  if (name === '') throw new KafkaError('INVALID_REQUEST', 'Default topic resources are not allowed.')
  if (!metadata.topic(name)) {
    throw new KafkaError('UNKNOWN_TOPIC_OR_PARTITION', `The topic '${name}' does not exist.`)
  }
  return { type: 'topics', name, rowOf: topicConfigRow }
}

const notAlterable = (resourceType: number): string =>
  resourceType === resourceTypes.clientMetrics
    ? `AlterConfigs is only supported for topics and brokers, but resource type is ${resourceTypeName(resourceType)}`
    : `Unknown resource type ${resourceType}`

function check({ config }: Alterable, resource: Resource, properties: Properties): void {
  if (resource.resourceType === resourceTypes.broker) {
    checkDynamicConfig(config, properties, resource.resourceName !== '')
    return
  }
  try {
    checkTopicConfig(properties)
  } catch (error) {
    if (error instanceof UnknownTopicConfigError) throw new KafkaError('INVALID_CONFIG', error.message)
    if (!(error instanceof ConfigFault)) throw error
    throw invalidValue(resource, error.message)
  }
}

function invalidValue({ resourceType, resourceName }: Resource, complaint: string): KafkaError {
  const shown = shownResource(resourceType, resourceName)
  return new KafkaError('INVALID_CONFIG', `Invalid config value for resource ${shown}: ${complaint}`)
}

function apply(entity: Entity, properties: Map<string, string>, { name, configOperation, value }: Alteration): void {
  const given = value ?? ''
  if (configOperation === alterOperations.set) properties.set(name, given)
  else if (configOperation === alterOperations.delete) properties.delete(name)
  else if (configOperation === alterOperations.append) {
    const old = listOf(entity, properties, name, 'append')
    properties.set(name, [...old, ...asList(given).filter((each) => !old.includes(each))].join(','))
  } else if (configOperation === alterOperations.subtract) {
    const taken = asList(given)
    const left = listOf(entity, properties, name, 'subtract').filter((each) => !taken.includes(each))
    properties.set(name, left.join(','))
  } else throw new KafkaError('INVALID_REQUEST', `Unknown alter operation ${configOperation}`)
}

function listOf({ rowOf }: Entity, properties: Properties, name: string, operation: string): string[] {
  const row = rowOf(name)
  // Kafka stumbles over a name that it doesn't know.
  if (!row) throw new KafkaError('UNKNOWN_SERVER_ERROR')
  if (row.type !== 'list') {
    throw new KafkaError('INVALID_CONFIG', `Config value ${operation} is not allowed for config key: ${name}`)
  }
  return asList(properties.get(name) ?? row.default ?? '')
}
