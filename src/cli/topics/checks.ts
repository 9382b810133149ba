import { illegalArgument } from '../../client/errors.ts'
import { checkInvalid, checkInvalidSet, checkRequired } from '../kit/jopt/checks.ts'
import { UsageError } from '../kit/usage-error.ts'
import type { TopicOptions } from './options.ts'

const actions = ['alter', 'create', 'describe', 'list', 'delete'] as const
type Action = (typeof actions)[number]
type Name = Parameters<TopicOptions['has']>[0]

const without = (...allowed: Action[]): Action[] => actions.filter((action) => !allowed.includes(action))

/** What each option must not stand beside, in the order in which Kafka looks. */
const clashes: readonly (readonly [used: Name, invalid: readonly Name[]])[] = [
  ['config', without('alter', 'create')],
  ['delete-config', [...without('alter'), 'bootstrap-server']],
  ['partitions', without('alter', 'create')],
  ['replication-factor', without('create')],
  ['replica-assignment', without('alter', 'create')],
]

const reportClashes: typeof clashes = [
  ['under-replicated-partitions', [...without('describe'), 'topics-with-overrides']],
  ['unavailable-partitions', [...without('describe'), 'topics-with-overrides']],
  ['under-min-isr-partitions', [...without('describe'), 'topics-with-overrides']],
  ['at-min-isr-partitions', [...without('describe'), 'topics-with-overrides']],
  ['topics-with-overrides', without('describe')],
  ['if-exists', without('alter', 'delete', 'describe')],
  ['if-not-exists', without('create')],
  ['exclude-internal', without('list', 'describe')],
]

/** Which options go together: Kafka's checks in Kafka's order. */
export function checkTopicOptions(options: TopicOptions): void {
  if (actions.filter((action) => options.has(action)).length !== 1) {
    throw new UsageError('Command must include exactly one action: --list, --describe, --create, --alter or --delete')
  }
  checkPresence(options)
  for (const [used, invalid] of clashes) checkInvalid(options, used, invalid)
  if (options.has('create')) checkInvalid(options, 'replica-assignment', ['partitions', 'replication-factor'])
  for (const [used, invalid] of reportClashes) checkInvalid(options, used, invalid)
}

function checkPresence(options: TopicOptions): void {
  if (!options.has('bootstrap-server')) throw illegalArgument('--bootstrap-server must be specified')
  if (options.has('describe') && options.has('if-exists') && !options.has('topic') && !options.has('topic-id')) {
    throw new UsageError('--topic or --topic-id is required to describe a topic')
  }
  if (!options.has('list') && !options.has('describe')) checkRequired(options, 'topic')
  if (options.has('alter')) checkAlter(options)
}

function checkAlter(options: TopicOptions): void {
  checkInvalidSet(
    options,
    ['bootstrap-server', 'config'],
    ['alter'],
    ' (the kafka-configs CLI supports altering topic configs with a --bootstrap-server option)',
  )
  checkRequired(options, 'partitions')
}
