import { checkInvalid, checkRequired } from '../kit/jopt/checks.ts'
import { UsageError } from '../kit/usage-error.ts'
import type { AclOptions } from './options.ts'

const deprecation =
  'Warning: support for ACL configuration directly through the authorizer is deprecated and will be removed in a future release. Please use --bootstrap-server instead to set ACLs through the admin client.'

const denials = ['deny-principal', 'deny-host'] as const
const actions = ['add', 'remove', 'list'] as const

/** Which options go together: Kafka's checks in Kafka's order. */
export function checkAclOptions(options: AclOptions, warn: (line: string) => void): void {
  checkConnection(options, warn)
  if (actions.filter((action) => options.has(action)).length !== 1) {
    throw new UsageError('Command must include exactly one action: --list, --add, --remove. ')
  }
  checkInvalid(options, 'list', [
    'producer',
    'consumer',
    'allow-host',
    'allow-principal',
    'deny-host',
    'deny-principal',
  ])
  checkInvalid(options, 'producer', ['operation', ...denials])
  checkInvalid(options, 'consumer', ['operation', ...denials])
  checkDependents(options)
}

function checkConnection(options: AclOptions, warn: (line: string) => void): void {
  const throughBrokers = options.has('bootstrap-server')
  if (throughBrokers && options.has('authorizer')) {
    throw new UsageError('Only one of --bootstrap-server or --authorizer must be specified')
  }
  if (!throughBrokers) {
    checkRequired(options, 'authorizer-properties')
    warn(deprecation)
  }
  if (!throughBrokers && options.has('command-config')) {
    throw new UsageError('The --command-config option can only be used with --bootstrap-server option')
  }
  if (throughBrokers && options.has('authorizer-properties')) {
    throw new UsageError('The --authorizer-properties option can only be used with --authorizer option')
  }
}

function checkDependents(options: AclOptions): void {
  if (options.has('principal') && !options.has('list')) {
    throw new UsageError('The --principal option is only available if --list is set')
  }
  if (options.has('producer') && !options.has('topic')) {
    throw new UsageError('With --producer you must specify a --topic')
  }
  if (options.has('idempotent') && !options.has('producer')) {
    throw new UsageError('The --idempotent option is only available if --producer is set')
  }
  if (options.has('consumer') && !isConsumer(options)) {
    throw new UsageError(
      'With --consumer you must specify a --topic and a --group and no --cluster or --transactional-id option should be specified.',
    )
  }
}

function isConsumer(options: AclOptions): boolean {
  if (!options.has('topic') || !options.has('group')) return false
  return options.has('producer') || !(options.has('cluster') || options.has('transactional-id'))
}
