import { rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { LabError } from '../../lab/lab-error.ts'
import { labHome } from '../../lab/lab-home.ts'
import type { LocalCluster } from '../../lab/up/local-cluster.ts'
import type { ServerLogs } from '../../lab/up/server-logs.ts'
import type { Address } from '../../net/transport.ts'
import type { CommandContext } from '../kit/command.ts'
import { whileWaiting } from '../kit/progress.ts'
import type { ValueOf } from '../kit/schema/schema.ts'
import { startedCluster } from './results.ts'
import type { GivenOptions, Subcommand } from './subcommand.ts'

export const up: Subcommand = {
  name: 'up',
  summary: 'start ZooKeeper and a broker, or several of each, in this terminal, until Ctrl-C',
  options: {
    brokers: { argument: 'count', description: 'how many brokers', default: '1' },
    zookeepers: { argument: 'count', description: 'how many ZooKeeper servers; several are an ensemble', default: '1' },
    'zookeeper-port': {
      argument: 'port',
      description: 'port of the first ZooKeeper server, the others have the next ones; 0 picks free ones',
      default: '2181',
    },
    'kafka-port': {
      argument: 'port',
      description: 'port of the first broker, the others have the next ones; 0 picks free ones',
      default: '9092',
    },
    host: { argument: 'name', description: 'address to listen on and to tell clients', default: 'localhost' },
    data: {
      argument: 'folder',
      takes: 'folder',
      description: 'where topics and metadata are kept (default: among your own data)',
    },
    ephemeral: { description: 'keep everything in memory: nothing is left at the end' },
    'ready-file': {
      argument: 'file',
      takes: 'file',
      description: 'write the addresses there, as JSON, when all answer',
    },
    log: { description: "print the servers' logs on stderr" },
  },
  results: [startedCluster],
  async run(context, _args, options) {
    // Asked for before anything starts, so that Ctrl-C always ends what was begun.
    const { signal } = context
    const begun = context.clock.elapsed()
    const logs = await serverLogs(context, options)
    const cluster = await whileWaiting(context, 'starting', () => start(context, options, logs))
    const readyFile = options.get('ready-file')
    const control = await reachable(context, cluster, logs)
    try {
      announce(context, cluster, begun)
      if (readyFile !== undefined) writeReadyFile(path.resolve(context.cwd, readyFile), cluster)
      await aborted(signal)
    } finally {
      if (readyFile !== undefined) rmSync(path.resolve(context.cwd, readyFile), { force: true })
      control?.close()
      await cluster.close()
    }
    return 0
  },
}

/** Lets `kafkabox kill kafka-1` in another terminal find this one; where no socket can be made it runs without. */
async function reachable(
  { env }: CommandContext,
  cluster: LocalCluster,
  logs: ServerLogs,
): Promise<{ close(): void } | undefined> {
  const { openUpControl } = await import('../../lab/up/up-control.ts')
  return openUpControl(labHome(env).run, process.pid, cluster, logs).catch(() => undefined)
}

async function start(context: CommandContext, options: GivenOptions, logs: ServerLogs): Promise<LocalCluster> {
  const { startLocalCluster } = await import('../../lab/up/local-cluster.ts')
  const { clock, random } = context
  return startLocalCluster({
    host: options.get('host') ?? 'localhost',
    zookeeperPort: port(options, 'zookeeper-port'),
    kafkaPort: port(options, 'kafka-port'),
    brokers: count(options, 'brokers', mostBrokers),
    zookeepers: count(options, 'zookeepers', mostZooKeepers),
    folder: options.has('ephemeral') ? undefined : (options.get('data') ?? path.join(labHome(context.env).data, 'up')),
    clock,
    random,
    transport: await context.transport(),
    loggerOf: (server) => logs.loggerOf(server),
  })
}

function writeReadyFile(file: string, cluster: LocalCluster): void {
  try {
    writeFileSync(file, `${JSON.stringify(startedObject(cluster))}\n`)
  } catch (error) {
    throw new LabError(`can't write the ready file: ${error instanceof Error ? error.message : error}`)
  }
}

function port(options: GivenOptions, name: string): number {
  const value = Number(options.get(name))
  if (Number.isInteger(value) && value >= 0 && value <= 65535) return value
  throw new LabError(`--${name} must be a port number from 0 to 65535, not '${options.get(name)}'`)
}

const mostBrokers = 100
const mostZooKeepers = 9

function count(options: GivenOptions, name: string, most: number): number {
  const value = Number(options.get(name))
  if (Number.isInteger(value) && value >= 1 && value <= most) return value
  throw new LabError(`--${name} must be a number from 1 to ${most}, not '${options.get(name)}'`)
}

/** Kept for `docker logs` in `kafkabox shell`, and shown here when that is wanted. */
async function serverLogs({ clock, report, stderr }: CommandContext, options: GivenOptions): Promise<ServerLogs> {
  const { ServerLogs } = await import('../../lab/up/server-logs.ts')
  if (!options.has('log')) return new ServerLogs(clock, () => {})
  return new ServerLogs(clock, (line, entry) => report.log(entry, () => stderr.write(line)))
}

function text({ host, port }: Address): string {
  return `${host}:${port}`
}

function bootstrap({ brokers }: LocalCluster): string {
  return brokers.map(({ address }) => text(address)).join(',')
}

function startedObject(cluster: LocalCluster): ValueOf<typeof startedCluster> {
  const { zookeepers: zookeeper, folder: data = null } = cluster
  return { zookeeper, bootstrap: bootstrap(cluster), data, pid: process.pid }
}

function announce({ report, stdout, clock }: CommandContext, cluster: LocalCluster, begun: number): void {
  report.results(startedCluster, [startedObject(cluster)], () => {
    const seconds = ((clock.elapsed() - begun) / 1000).toFixed(2)
    const bold = (words: string) => (stdout.isTerminal ? `\u001b[1m${words}\u001b[22m` : words)
    const one = cluster.servers.at(-1)?.name
    const end = cluster.servers.length === 2 ? 'both' : `all; \`kafkabox kill ${one}\` in another terminal stops one`
    return `ZooKeeper  ${bold(cluster.zookeepers)}
Kafka      ${bold(bootstrap(cluster))}
Data       ${cluster.folder ?? 'in memory only'}
Ready in ${seconds} s. Ctrl-C stops ${end}.
`
  })
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve())
  })
}
