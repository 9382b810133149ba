import { checkRequired } from '../kit/jopt/checks.ts'
import { UsageError } from '../kit/usage-error.ts'
import type { ReassignOptions } from './options.ts'

type Name = Parameters<ReassignOptions['has']>[0]

interface Action {
  readonly required: readonly Name[]
  readonly permitted: readonly Name[]
}

const everywhere: readonly Name[] = ['bootstrap-server', 'command-config']

/** In the order in which Kafka names them. */
const actions = {
  generate: {
    required: ['topics-to-move-json-file', 'broker-list'],
    permitted: ['disable-rack-aware'],
  },
  execute: {
    required: ['reassignment-json-file'],
    permitted: ['additional', 'throttle', 'replica-alter-log-dirs-throttle', 'timeout'],
  },
  verify: { required: ['reassignment-json-file'], permitted: ['preserve-throttles'] },
  cancel: { required: ['reassignment-json-file'], permitted: ['preserve-throttles', 'timeout'] },
  list: { required: [], permitted: [] },
} as const satisfies Record<string, Action>

export type ReassignAction = keyof typeof actions

const isAction = (name: string): name is ReassignAction => Object.hasOwn(actions, name)
const actionNames = Object.keys(actions).filter(isAction)

/** The only action among the options. Throws UsageError when there is none, or more than one. */
export function actionOf(options: ReassignOptions): ReassignAction {
  const [action, another] = actionNames.filter((name) => options.has(name))
  if (action !== undefined && another === undefined) return action
  const list = actionNames.map((name) => `--${name}`).join(', ')
  throw new UsageError(`Command must include exactly one action: ${list}`)
}

/** Which options go together: Kafka's checks in Kafka's order. */
export function checkReassignOptions(options: ReassignOptions): void {
  const action = actionOf(options)
  if (!options.has('bootstrap-server')) throw new UsageError('Please specify --bootstrap-server')
  const { required, permitted }: Action = actions[action]
  checkRequired(options, ...required)
  const allowed = new Set<string>([action, ...everywhere, ...required, ...permitted])
  const stray = options.met.find((name) => !allowed.has(name))
  if (stray !== undefined) throw new UsageError(`Option "[${stray}]" can't be used with action "[${action}]"`)
}
