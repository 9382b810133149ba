import { illegalArgument } from '../../client/errors.ts'
import { checkInvalid } from '../kit/jopt/checks.ts'
import { convert } from '../kit/jopt/convert.ts'
import { UsageError } from '../kit/usage-error.ts'
import { type Entities, entitiesOf, hasShortForm } from './entities.ts'
import type { ConfigOptions } from './options.ts'

/** Tells whether a name has an address. */
export type Resolvable = (host: string) => Promise<boolean>

const brokerTypes = ['topics', 'clients', 'users', 'brokers', 'ips', 'broker-loggers', 'client-metrics']
const zookeeperTypes = ['users', 'brokers']

/** Which options go together: Kafka's checks in Kafka's order. */
export async function checkConfigOptions(options: ConfigOptions, resolvable: Resolvable): Promise<Entities> {
  if (options.has('alter') === options.has('describe')) {
    throw new UsageError('Command must include exactly one action: --describe, --alter')
  }
  checkInvalid(options, 'describe', ['alter', 'add-config', 'delete-config'])
  const entities = entitiesOf(options)
  checkTypes(options, entities)
  checkConnection(options)
  await checkNames(options, entities, resolvable)
  if (options.has('alter')) checkAlter(options, entities)
  return entities
}

function checkTypes(options: ConfigOptions, { types }: Entities): void {
  const repeated = types.filter((type, at) => types.indexOf(type) < at)
  if (repeated.length > 0) throw illegalArgument(`Duplicate entity type(s) specified: ${repeated.join(',')}`)
  const overBroker = options.has('bootstrap-server') || options.has('bootstrap-controller')
  const allowed = overBroker ? brokerTypes : zookeeperTypes
  const unknown = types.find((type) => !allowed.includes(type))
  if (unknown !== undefined) {
    const connection = overBroker ? '--bootstrap-server or --bootstrap-controller' : '--zookeeper'
    throw illegalArgument(
      `Invalid entity type ${unknown}, the entity type must be one of ${allowed.join(', ')} with a ${connection} argument`,
    )
  }
  if (types.length === 0) throw illegalArgument('At least one entity type must be specified')
  if (types.length > 1 && !types.every((type) => type === 'users' || type === 'clients')) {
    throw illegalArgument("Only 'users' and 'clients' entity types may be specified together")
  }
  const long = options.has('entity-name') || options.has('entity-type') || options.has('entity-default')
  if (long && hasShortForm(options)) {
    throw illegalArgument('--entity-{type,name,default} should not be used in conjunction with specific entity flags')
  }
}

/** The names of the options are misspelt in Kafka's messages. */
function checkConnection(options: ConfigOptions): void {
  const given = (['bootstrap-server', 'bootstrap-controller', 'zookeeper'] as const).filter((name) => options.has(name))
  if (given.length === 0) {
    throw illegalArgument(
      'One of the required --bootstrap-server, --boostrap-controller, or --zookeeper arguments must be specified',
    )
  }
  if (given.length > 1) {
    throw illegalArgument('Only one of --bootstrap-server, --boostrap-controller, and --zookeeper can be specified')
  }
  if (options.has('all') && options.has('zookeeper')) {
    throw illegalArgument('--bootstrap-server must be specified for --all')
  }
  if (options.has('zk-tls-config-file') && !options.has('zookeeper')) {
    throw illegalArgument('Only the --zookeeper option can be used with the --zk-tls-config-file option.')
  }
}

async function checkNames(options: ConfigOptions, { types, names }: Entities, resolvable: Resolvable): Promise<void> {
  const named = names.some((name) => name !== '')
  const type = types[0] ?? ''
  const namesIn = (...flags: ('entity-name' | 'broker' | 'broker-logger' | 'ip')[]) =>
    flags.filter((flag) => options.has(flag)).map((flag) => options.value(flag) ?? '')
  if (named && (type === 'brokers' || type === 'broker-loggers')) {
    const bad = namesIn('entity-name', 'broker', 'broker-logger').find((name) => !isInteger(name))
    if (bad !== undefined) {
      throw illegalArgument(`The entity name for ${type} must be a valid integer broker id, but it is: ${bad}`)
    }
  }
  if (named && type === 'ips') {
    for (const name of namesIn('entity-name', 'ip')) {
      if (name === '' || name === '<default>' || (await resolvable(name))) continue
      throw illegalArgument(`The entity name for ${type} must be a valid IP or resolvable host, but it is: ${name}`)
    }
  }
  if (options.has('describe') && type === 'broker-loggers' && !named) {
    throw illegalArgument(`an entity name must be specified with --describe of ${type}`)
  }
}

export const isInteger = (text: string): boolean => convert('integer', text) !== undefined

const withDefaults = ['users', 'clients', 'brokers', 'ips']

function checkAlter(options: ConfigOptions, { types, names }: Entities): void {
  if (types.some((type) => withDefaults.includes(type))) {
    if (names.length === 0) {
      throw illegalArgument(
        'an entity-name or default entity must be specified with --alter of users, clients, brokers or ips',
      )
    }
  } else if (!names.some((name) => name !== '')) {
    throw illegalArgument(`an entity name must be specified with --alter of ${types.join(',')}`)
  }
  if (options.has('add-config') && options.has('add-config-file')) {
    throw illegalArgument('Only one of --add-config or --add-config-file must be specified')
  }
  if (!options.has('add-config') && !options.has('add-config-file') && !options.has('delete-config')) {
    throw illegalArgument(
      'At least one of --add-config, --add-config-file, or --delete-config must be specified with --alter',
    )
  }
}
