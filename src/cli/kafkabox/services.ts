import path from 'node:path'
import { LabError } from '../../lab/lab-error.ts'
import { labHome } from '../../lab/lab-home.ts'
import {
  type ServiceActions,
  type ServiceStatus,
  type StartOptions,
  serviceActions,
} from '../../lab/services/actions.ts'
import { followFile, lastLines } from '../../lab/services/log-file.ts'
import type { Service } from '../../lab/services/service.ts'
import type { CommandContext } from '../kit/command.ts'
import { printLine } from '../kit/output.ts'
import type { Subcommand } from './subcommand.ts'

export const services: Subcommand = {
  name: 'services',
  arguments: '<start|stop|restart|list|logs> [names...]',
  positional: [['start', 'stop', 'restart', 'list', 'logs'], 'lab-server'],
  summary: 'run zookeeper, kafka (broker 0), kafka-1, kafka-2, … in the background, across terminals',
  options: {
    config: {
      argument: 'file',
      takes: 'file',
      description: "the service's configuration (start); else the one among your own data",
    },
    json: { description: 'list as JSON' },
    follow: { description: 'go on printing what is logged (logs)' },
    lines: { argument: 'count', description: 'lines of the log to begin with', default: '20' },
  },
  async run(context, [verb = '', ...names], options) {
    const actions = await openServices(context)
    switch (verb) {
      case 'start':
        await startAll(context, actions, actions.named(names), options.get('config'))
        return 0
      case 'stop':
        for (const service of stoppable(actions, names).toReversed()) await stop(context, actions, service.name)
        return 0
      case 'restart':
        await restart(context, actions, names)
        return 0
      case 'list':
        await list(context, await actions.list(), options.has('json'))
        return 0
      case 'logs':
        await logs(context, actions, names, Number(options.get('lines')), options.has('follow'))
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

async function startAll(
  context: CommandContext,
  actions: ServiceActions,
  chosen: readonly Service[],
  config: string | undefined,
): Promise<void> {
  if (config !== undefined && chosen.length !== 1) throw new LabError('--config is for one service')
  for (const { name } of chosen) await start(context, actions, name, { config, cwd: context.cwd })
}

async function start(context: CommandContext, actions: ServiceActions, name: string, options: StartOptions) {
  const { state, pid, endpoint } = await actions.start(name, options)
  const verb = state === 'started' ? 'started' : 'was running already'
  printLine(context.stdout, `${name} ${verb}: ${endpoint.host}:${endpoint.port} (process ${pid})`)
}

/** Each again with the configuration that it has; what was not running is started. */
async function restart(context: CommandContext, actions: ServiceActions, names: readonly string[]): Promise<void> {
  const chosen = stoppable(actions, names)
  for (const { name } of chosen.toReversed()) await actions.stop(name)
  for (const { name, configFile } of chosen)
    await start(context, actions, name, { config: configFile, cwd: context.cwd })
}

/** Without names all that run, and the usual ones, so that each is told about. */
function stoppable(actions: ServiceActions, names: readonly string[]): Service[] {
  return names.length > 0 ? actions.named(names) : union(actions.named([]), actions.running())
}

function union(some: readonly Service[], more: readonly Service[]): Service[] {
  return [...some, ...more.filter(({ name }) => !some.some((service) => service.name === name))]
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
  const { serversTable } = await import('./servers-table.ts')
  printLine(context.stdout, serversTable(statuses, context.stdout.isTerminal))
}

async function logs(
  context: CommandContext,
  actions: ServiceActions,
  names: readonly string[],
  lines: number,
  follow: boolean,
): Promise<void> {
  const chosen = actions.named(names)
  for (const service of chosen) context.stdout.write(lastLines(service.logFile, lines))
  if (!follow || names.length === 0) return
  const write = (text: string) => context.stdout.write(text)
  await Promise.all(chosen.map(({ logFile }) => followFile(logFile, write, context.signal)))
}
