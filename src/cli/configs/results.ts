import { failure } from '../kit/report/diagnostics.ts'
import { boolean, integer, list, map, number, object, orNull, result, string } from '../kit/schema/schema.ts'

const entityType = string('topics, brokers, broker-loggers, client-metrics, users, clients or ips.')
const entityName = orNull(string('Whose it is; null for the default of all of the type.'))
const value = orNull(string('The value; null of a sensitive one.'))
const source = string('Where it is from: DYNAMIC_TOPIC_CONFIG, STATIC_BROKER_CONFIG, DEFAULT_CONFIG, …')

export const configSetting = result('config', 'A setting of a topic, broker, logger or metrics subscription.', {
  entityType,
  entityName,
  name: string("The setting's name."),
  value,
  source,
  isSensitive: boolean('It is a password or the like.'),
  isReadOnly: boolean('It can only be changed in server.properties.'),
  synonyms: list(
    object({ name: string('Its name there.'), value, source }),
    'Where a value could come from; the first one counts.',
  ),
})

export const clientQuota = result('client-quota', 'The quotas of users, clients and addresses.', {
  entity: map(orNull(string('Its name; null for the default.')), 'By user, client-id and ip, whom they are for.'),
  quotas: map(number("The quota's value."), 'By their names.'),
})

export const scramCredentials = result('scram-credentials', "A user's passwords, without what is secret of them.", {
  user: string('The user.'),
  credentials: list(
    object({ mechanism: string('SCRAM-SHA-256 or SCRAM-SHA-512.'), iterations: integer('As many rounds of hashing.') }),
  ),
  error: orNull(failure, 'Why they can not be told.'),
})

export const storedConfig = result('stored-config', 'What ZooKeeper has of a user or broker, of --zookeeper.', {
  entityType,
  entityName,
  settings: map(string("The setting's value."), 'By their names.'),
})

export const alteredConfig = result('config-altered', 'What --alter has changed.', { entityType, entityName })

export const configResults = [configSetting, clientQuota, scramCredentials, storedConfig, alteredConfig]
