import { rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { createLogger, type Logger, silentLogger } from '../../base/logger.ts'
import { LabError } from '../../lab/lab-error.ts'
import { labHome } from '../../lab/lab-home.ts'
import type { LocalCluster } from '../../lab/up/local-cluster.ts'
import type { CommandContext } from '../kit/command.ts'
import { printLine } from '../kit/output.ts'
import type { GivenOptions, Subcommand } from './subcommand.ts'

export const up: Subcommand = {
  name: 'up',
  summary: 'start ZooKeeper and a broker in this terminal, until Ctrl-C',
  options: {
    'zookeeper-port': { argument: 'port', description: 'port of ZooKeeper; 0 picks a free one', default: '2181' },
    'kafka-port': { argument: 'port', description: 'port of the broker; 0 picks a free one', default: '9092' },
    host: { argument: 'name', description: 'address to listen on and to tell clients', default: 'localhost' },
    data: { argument: 'folder', description: 'where topics and metadata are kept (default: among your own data)' },
    ephemeral: { description: 'keep everything in memory: nothing is left at the end' },
    'ready-file': { argument: 'file', description: 'write the addresses there, as JSON, when both answer' },
    json: { description: 'print the addresses as one line of JSON' },
    log: { description: "print the servers' logs on stderr" },
  },
  async run(context, _args, options) {
    // Asked for before anything starts, so that Ctrl-C always ends what was begun.
    const { signal } = context
    const begun = context.clock.elapsed()
    const cluster = await start(context, options)
    const readyFile = options.get('ready-file')
    try {
      announce(context, options, cluster, begun)
      if (readyFile !== undefined) writeReadyFile(path.resolve(context.cwd, readyFile), cluster)
      await aborted(signal)
    } finally {
      if (readyFile !== undefined) rmSync(path.resolve(context.cwd, readyFile), { force: true })
      await cluster.close()
    }
    return 0
  },
}

async function start(context: CommandContext, options: GivenOptions): Promise<LocalCluster> {
  const { startLocalCluster } = await import('../../lab/up/local-cluster.ts')
  const { clock, random } = context
  return startLocalCluster({
    host: options.get('host') ?? 'localhost',
    zookeeperPort: port(options, 'zookeeper-port'),
    kafkaPort: port(options, 'kafka-port'),
    folder: options.has('ephemeral') ? undefined : (options.get('data') ?? path.join(labHome(context.env).data, 'up')),
    clock,
    random,
    transport: await context.transport(),
    logger: logger(context, options),
  })
}

function writeReadyFile(file: string, cluster: LocalCluster): void {
  try {
    writeFileSync(file, `${addresses(cluster)}\n`)
  } catch (error) {
    throw new LabError(`can't write the ready file: ${error instanceof Error ? error.message : error}`)
  }
}

function port(options: GivenOptions, name: string): number {
  const value = Number(options.get(name))
  if (Number.isInteger(value) && value >= 0 && value <= 65535) return value
  throw new LabError(`--${name} must be a port number from 0 to 65535, not '${options.get(name)}'`)
}

function logger({ clock, stderr }: CommandContext, options: GivenOptions): Logger {
  if (!options.has('log')) return silentLogger
  return createLogger({ clock, name: 'kafkabox', level: 'INFO', write: (line) => stderr.write(line) })
}

function addresses({ zookeeper, kafka }: LocalCluster): string {
  return JSON.stringify({
    zookeeper: `${zookeeper.host}:${zookeeper.port}`,
    bootstrap: `${kafka.host}:${kafka.port}`,
    pid: process.pid,
  })
}

function announce(context: CommandContext, options: GivenOptions, cluster: LocalCluster, begun: number): void {
  const { stdout, clock } = context
  if (options.has('json')) {
    printLine(stdout, addresses(cluster))
    return
  }
  const seconds = ((clock.elapsed() - begun) / 1000).toFixed(2)
  const bold = (text: string) => (stdout.isTerminal ? `\u001b[1m${text}\u001b[22m` : text)
  printLine(stdout, `ZooKeeper  ${bold(`${cluster.zookeeper.host}:${cluster.zookeeper.port}`)}`)
  printLine(stdout, `Kafka      ${bold(`${cluster.kafka.host}:${cluster.kafka.port}`)}`)
  printLine(stdout, `Data       ${cluster.folder ?? 'in memory only'}`)
  printLine(stdout, `Ready in ${seconds} s. Ctrl-C stops both.`)
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve())
  })
}
