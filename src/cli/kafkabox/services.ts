import path from 'node:path'
import { LabError } from '../../lab/lab-error.ts'
import { labHome } from '../../lab/lab-home.ts'
import { type ServiceActions, type ServiceStatus, serviceActions } from '../../lab/services/actions.ts'
import { followFile, lastLines } from '../../lab/services/log-file.ts'
import type { CommandContext } from '../kit/command.ts'
import { printLine } from '../kit/output.ts'
import type { Subcommand } from './subcommand.ts'

export const services: Subcommand = {
  name: 'services',
  arguments: '<start|stop|restart|list|logs> [name]',
  summary: 'run zookeeper and kafka in the background, across terminals',
  options: {
    json: { description: 'list as JSON' },
    follow: { description: 'go on printing what is logged (logs)' },
    lines: { argument: 'count', description: 'lines of the log to begin with', default: '20' },
  },
  async run(context, [verb = '', name], options) {
    const actions = await openServices(context)
    switch (verb) {
      case 'start':
        for (const service of actions.named(name)) await start(context, actions, service.name)
        return 0
      case 'stop':
        for (const service of actions.named(name).toReversed()) await stop(context, actions, service.name)
        return 0
      case 'restart':
        for (const service of actions.named(name).toReversed()) await actions.stop(service.name)
        for (const service of actions.named(name)) await start(context, actions, service.name)
        return 0
      case 'list':
        await list(context, actions.list(), options.has('json'))
        return 0
      case 'logs':
        await logs(context, actions, name, Number(options.get('lines')), options.has('follow'))
        return 0
      default:
        throw new LabError(`services can start, stop, restart, list and logs, not '${verb}'`)
    }
  },
}

export async function openServices(context: CommandContext): Promise<ServiceActions> {
  const { env, clock } = context
  return serviceActions({ home: labHome(env), bin: binFolder(), clock, transport: await context.transport() })
}

/** The launchers lie beside dist/, in which this code is when it runs. */
export function binFolder(): string {
  return path.resolve(__dirname, '../bin')
}

async function start(context: CommandContext, actions: ServiceActions, name: string): Promise<void> {
  const { state, pid, endpoint } = await actions.start(name)
  const verb = state === 'started' ? 'started' : 'was running already'
  printLine(context.stdout, `${name} ${verb}: ${endpoint.host}:${endpoint.port} (process ${pid})`)
}

async function stop(context: CommandContext, actions: ServiceActions, name: string): Promise<void> {
  const was = await actions.stop(name)
  printLine(context.stdout, was ? `${name} stopped` : `${name} was not running`)
}

async function list(context: CommandContext, statuses: readonly ServiceStatus[], json: boolean): Promise<void> {
  if (json) {
    printLine(context.stdout, JSON.stringify(statuses))
    return
  }
  const { servicesTable } = await import('./services-table.ts')
  printLine(context.stdout, servicesTable(statuses, context.stdout.isTerminal))
}

async function logs(
  context: CommandContext,
  actions: ServiceActions,
  name: string | undefined,
  lines: number,
  follow: boolean,
): Promise<void> {
  for (const service of actions.named(name)) context.stdout.write(lastLines(service.logFile, lines))
  const only = actions.named(name)[0]
  if (!follow || name === undefined || !only) return
  await followFile(only.logFile, (text) => context.stdout.write(text), context.signal)
}
