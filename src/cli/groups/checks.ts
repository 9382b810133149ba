import { checkInvalid, checkRequired } from '../kit/jopt/checks.ts'
import { UsageError } from '../kit/usage-error.ts'
import type { GroupOptions } from './options.ts'

type Name = Parameters<GroupOptions['has']>[0]

const resetScenarios = [
  'to-offset',
  'to-datetime',
  'by-duration',
  'to-earliest',
  'to-latest',
  'to-current',
  'shift-by',
  'from-file',
] as const satisfies readonly Name[]

const oneOfGroups = 'takes one of these options: [group], [all-groups]'

export const noExecuteWarning =
  'WARN: No action will be performed as the --execute option is missing.In a future major release, the default behavior of this command will be to prompt the user before executing the reset rather than doing a dry run. You should add the --dry-run option explicitly if you are scripting this command and want to keep the current default behavior without prompting.'

/** Which options go together: Kafka's checks in Kafka's order, made even before help is given. */
export function checkGroupOptions(options: GroupOptions, warn: (line: string) => void): void {
  checkRequired(options, 'bootstrap-server')
  if (options.has('describe')) checkDescribe(options)
  if (options.has('delete')) checkDelete(options)
  if (options.has('delete-offsets') && !(options.has('group') && options.has('topic'))) {
    throw new UsageError('Option [delete-offsets] takes the following options: [group], [topic]')
  }
  if (options.has('reset-offsets')) checkReset(options, warn)
  checkInvalid(options, 'group', ['all-groups'])
  checkInvalid(options, 'group', ['list'])
  checkInvalid(options, 'topic', ['list', 'describe'])
}

/** Kafka looks at this only after help was given. */
export function checkOneAction(options: GroupOptions): void {
  const actions: readonly Name[] = ['list', 'describe', 'delete', 'reset-offsets', 'delete-offsets']
  if (actions.filter((action) => options.has(action)).length === 1) return
  throw new UsageError(
    'Command must include exactly one action: --list, --describe, --delete, --reset-offsets, --delete-offsets',
  )
}

const hasGroups = (options: GroupOptions) => options.has('group') || options.has('all-groups')

function checkDescribe(options: GroupOptions): void {
  if (!hasGroups(options)) throw new UsageError(`Option [describe] ${oneOfGroups}`)
  const views: readonly Name[] = ['members', 'offsets', 'state']
  if (views.filter((view) => options.has(view)).length > 1) {
    throw new UsageError('Option [describe] takes at most one of these options: [members], [offsets], [state]')
  }
  if (options.hasArgument('state')) throw new UsageError('Option [describe] does not take a value for [state]')
}

function checkDelete(options: GroupOptions): void {
  if (!hasGroups(options)) throw new UsageError(`Option [delete] ${oneOfGroups}`)
  if (options.has('topic')) {
    throw new UsageError('The consumer does not support topic-specific offset deletion from a consumer group.')
  }
}

function checkReset(options: GroupOptions, warn: (line: string) => void): void {
  if (options.has('dry-run') && options.has('execute')) {
    throw new UsageError('Option [reset-offsets] only accepts one of [execute] and [dry-run]')
  }
  if (!options.has('dry-run') && !options.has('execute')) warn(noExecuteWarning)
  if (!hasGroups(options)) throw new UsageError(`Option [reset-offsets] ${oneOfGroups}`)
  for (const scenario of resetScenarios) {
    checkInvalid(
      options,
      scenario,
      resetScenarios.filter((other) => other !== scenario),
    )
  }
}
