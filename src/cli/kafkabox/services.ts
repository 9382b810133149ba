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
import { eachLine, type Output } from '../kit/output.ts'
import { logLine, server, serverObject, startedService, stoppedService } from './results.ts'
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
    follow: { description: 'go on printing what is logged (logs)' },
    lines: { argument: 'count', description: 'lines of the log to begin with', default: '20' },
  },
  results: [server, startedService, stoppedService, logLine],
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
        await list(context, await actions.list())
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
  const wasRunning = state === 'already running'
  const address = `${endpoint.host}:${endpoint.port}`
  context.report.results(startedService, [{ name, wasRunning, address, pid }], () => {
    return `${name} ${wasRunning ? 'was running already' : 'started'}: ${address} (process ${pid})\n`
  })
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
  const wasRunning = await actions.stop(name)
  context.report.results(stoppedService, [{ name, wasRunning }], () => {
    return wasRunning ? `${name} stopped\n` : `${name} was not running\n`
  })
}

async function list({ report, stdout }: CommandContext, statuses: readonly ServiceStatus[]): Promise<void> {
  const { serversTable } = await import('./servers-table.ts')
  report.results(server, statuses.map(serverObject), () => `${serversTable(statuses, stdout.isTerminal)}\n`)
}

async function logs(
  context: CommandContext,
  actions: ServiceActions,
  names: readonly string[],
  lines: number,
  follow: boolean,
): Promise<void> {
  const chosen = actions.named(names)
  const outputs = chosen.map(({ name, logFile }) => ({ logFile, output: outputOf(context, name) }))
  for (const { logFile, output } of outputs) output.write(lastLines(logFile, lines))
  if (!follow || names.length === 0) return
  await Promise.all(
    outputs.map(({ logFile, output }) => followFile(logFile, (text) => output.write(text), context.signal)),
  )
}

/** Where what a service said goes: its text as it is, or an object a line. */
function outputOf({ report, stdout }: CommandContext, service: string): Output {
  if (!report.isJson) return stdout
  return eachLine((line) => report.results(logLine, [{ service, line }], () => line))
}
