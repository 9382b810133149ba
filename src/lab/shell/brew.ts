import { LabError } from '../lab-error.ts'
import type { ServiceActions } from '../services/actions.ts'

/** Formulae that a tutorial installs and that kafkabox already is. */
const ours = new Set(['kafka', 'zookeeper'])

/**
 * What `brew` means inside `kafkabox shell`: installing kafka is done already, and its services are ours.
 * Undefined when the real brew has to be asked.
 */
export function brewAction(args: readonly string[]): ((actions: ServiceActions) => Promise<string[]>) | undefined {
  const [verb = '', ...rest] = args.filter((arg) => !arg.startsWith('-'))
  if (verb === 'install' && rest.length > 0 && rest.every(isOurs)) return async () => rest.map(alreadyInstalled)
  if (verb !== 'services') return undefined
  const [action = 'list', name] = rest
  if (name !== undefined && !isOurs(name)) return undefined
  switch (action) {
    case 'start':
    case 'run':
    case 'stop':
    case 'restart':
      if (name === undefined) return undefined
      return (actions) => serviceAction(actions, action === 'run' ? 'start' : action, formula(name))
    case 'list':
      return (actions) => actions.listLikeBrew()
    default:
      return undefined
  }
}

/** `kafka`, `kafka@3.7`, `homebrew/core/kafka` all name the same formula. */
function formula(name: string): string {
  return (name.split('/').at(-1) ?? name).replace(/@.*/, '')
}

function isOurs(name: string): boolean {
  return ours.has(formula(name))
}

function alreadyInstalled(name: string): string {
  return `${formula(name)} 3.7.0 is already here: kafkabox brings it.`
}

async function serviceAction(actions: ServiceActions, action: 'start' | 'stop' | 'restart', name: string) {
  if (action === 'stop') return [brewStopped(name, await actions.stop(name))]
  const lines: string[] = []
  if (action === 'restart') lines.push(brewStopped(name, await actions.stop(name)))
  const { state } = await actions.start(name)
  if (state === 'already running')
    return [`Service \`${name}\` already started, use \`brew services restart ${name}\` to restart.`]
  return [...lines, `==> Successfully started \`${name}\` (label: homebrew.mxcl.${name})`]
}

function brewStopped(name: string, was: boolean): string {
  if (!was) throw new LabError(`Service \`${name}\` is not started.`)
  return `==> Successfully stopped \`${name}\` (label: homebrew.mxcl.${name})`
}
