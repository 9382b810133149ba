import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { inTurn, type Run } from './sections.ts'
import type { Side } from './side.ts'

interface ShortCommand {
  readonly tool: string
  readonly label: string
  args(side: Side): string[]
  /** The code that both end with, where that is not 0: the cluster has neither what it asks for. */
  readonly exitCode?: number
  /** Measured in quick runs too. */
  readonly quick?: true
}

/** One that asks a broker. */
function ask(tool: string, words: string, more: Partial<ShortCommand> = {}): ShortCommand {
  return {
    tool,
    label: `${tool} ${words}`,
    args: (side) => ['--bootstrap-server', side.bootstrap, ...words.split(' ').filter(Boolean)],
    ...more,
  }
}

/** One or more commands of each tool that ends by itself after a question or two. */
function shortCommands(work: string): ShortCommand[] {
  let created = 0
  let groups = 0
  const records = path.join(work, 'records.json')
  writeFileSync(records, '{"version":1,"partitions":[{"topic":"cli","partition":0,"offset":0}]}')
  return [
    { tool: 'kafka-topics', label: 'kafka-topics --version', args: () => ['--version'], quick: true },
    ask('kafka-topics', '--list', { quick: true }),
    {
      tool: 'kafka-topics',
      label: 'kafka-topics --create',
      args: (side) => ['--bootstrap-server', side.bootstrap, '--create', '--topic', `cli-${created++}`],
      quick: true,
    },
    ask('kafka-topics', '--describe --topic cli', { quick: true }),
    ask('kafka-consumer-groups', '--list', { quick: true }),
    ask('kafka-consumer-groups', '--describe --group cli-group', { quick: true }),
    ask('kafka-console-consumer', '--topic cli --from-beginning --max-messages 1', { quick: true }),
    { tool: 'zookeeper-shell', label: 'zookeeper-shell ls', args: (side) => [side.zookeeper, 'ls', '/'], quick: true },
    ask('kafka-broker-api-versions', ''),
    ask('kafka-client-metrics', '--list', { exitCode: 1 }),
    ask('kafka-configs', '--describe --all --topic cli'),
    ask('kafka-configs', '--describe --broker 0'),
    ask('kafka-console-producer', '--topic cli'),
    ask('kafka-delegation-tokens', '--describe', { exitCode: 1 }),
    {
      ...ask('kafka-delete-records', '--offset-json-file records.json'),
      args: (side) => ['--bootstrap-server', side.bootstrap, '--offset-json-file', records],
    },
    ask('kafka-get-offsets', '--topic cli'),
    ask('kafka-leader-election', '--election-type preferred --all-topic-partitions'),
    ask('kafka-log-dirs', '--describe'),
    ask('kafka-reassign-partitions', '--list'),
    ask('kafka-streams-application-reset', '--application-id cli --dry-run'),
    ask('kafka-verifiable-producer', '--topic cli --max-messages 1'),
    {
      ...ask('kafka-verifiable-consumer', '--topic cli --max-messages 1'),
      args: (side) =>
        `--bootstrap-server ${side.bootstrap} --topic cli --group-id cli-${groups++} --reset-policy earliest --max-messages 1`.split(
          ' ',
        ),
    },
    {
      tool: 'kafka-e2e-latency',
      label: 'kafka-e2e-latency, 1 message',
      args: (side) => [side.bootstrap, 'cli', '1', 'all', '10'],
    },
    before('kafka-cluster', 'cluster-id'),
    ask('kafka-features', 'describe'),
    ask('kafka-metadata-quorum', 'describe --status', { exitCode: 1 }),
    ask('kafka-transactions', 'list'),
    {
      tool: 'kafka-acls',
      label: 'kafka-acls --list',
      args: (side) => ['--authorizer-properties', `zookeeper.connect=${side.zookeeper}`, '--list'],
    },
    { tool: 'kafka-storage', label: 'kafka-storage random-uuid', args: () => ['random-uuid'] },
    {
      tool: 'kafka-jmx',
      label: 'kafka-jmx, where nobody listens',
      args: () => ['--one-time', 'true', '--jmx-url', 'service:jmx:rmi:///jndi/rmi://127.0.0.1:1/jmxrmi'],
      exitCode: 1,
    },
    {
      tool: 'zookeeper-security-migration',
      label: 'zookeeper-security-migration, without a login',
      args: (side) => ['--zookeeper.acl', 'unsecure', '--zookeeper.connect', side.zookeeper],
      exitCode: 1,
    },
    {
      tool: 'kafka-producer-perf-test',
      label: 'kafka-producer-perf-test, 1 record',
      args: ({ bootstrap }) =>
        `--topic cli --num-records 1 --record-size 1 --throughput -1 --producer-props bootstrap.servers=${bootstrap}`.split(
          ' ',
        ),
    },
  ]
}

/** One whose subcommand comes before the server. */
function before(tool: string, words: string): ShortCommand {
  return ask(tool, words, { args: (side) => [...words.split(' '), '--bootstrap-server', side.bootstrap] })
}

export async function cli(run: Run): Promise<void> {
  for (const side of [run.a, run.b]) {
    await side.load('produce', { topic: 'cli', mb: 0.1, record: 100, batch: 4096 })
    await side.load('group', { topic: 'cli', members: 1, rounds: 1, partitions: 1, group: 'cli-group' })
  }
  for (const { tool, label, args, exitCode, quick } of shortCommands(run.work)) {
    if (run.quick && !quick) continue
    const round = (side: Side) => side.command(tool, args(side), { exitCode })
    // The first start reads from the disk, and ours compiles what later ones start from.
    await inTurn(run, 1, round)
    const rounds = await inTurn(run, run.rounds, round)
    run.report.add('cli', label, 'wall ms', rounds, 'wallMs')
    run.report.add('cli', label, 'cpu ms', rounds, 'cpuMs')
    run.report.add('cli', label, 'MiB', rounds, 'memory')
  }
}
