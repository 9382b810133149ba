import { LabError } from '../../lab/lab-error.ts'
import { type Finding, finding } from '../doctor/finding.ts'
import { whileWaiting } from '../kit/progress.ts'
import type { Subcommand } from './subcommand.ts'

export const doctor: Subcommand = {
  name: 'doctor',
  summary:
    'look for faults: of addresses, names, ports, ZooKeeper, brokers and partitions; ends with 1 when there are any',
  options: {
    'bootstrap-server': {
      argument: 'servers',
      takes: 'servers',
      description: 'brokers of a cluster, as host:port separated by commas',
    },
    'command-config': {
      argument: 'file',
      takes: 'client-config',
      description: 'a file with properties of the client that asks them',
    },
    zookeeper: { argument: 'servers', takes: 'zookeeper', description: "ZooKeeper's servers, as host:port/path" },
    'zk-tls-config-file': {
      argument: 'file',
      takes: 'file',
      description: 'a file with the zookeeper.ssl properties of a client of ZooKeeper; else those of --config count',
    },
    config: { argument: 'file', takes: 'file', description: "a broker's server.properties" },
  },
  results: [finding],
  async run(context, _args, options) {
    const patient = {
      servers: options.get('bootstrap-server'),
      commandConfig: options.get('command-config'),
      zookeeper: options.get('zookeeper'),
      zookeeperTls: options.get('zk-tls-config-file'),
      file: options.get('config'),
    }
    if (patient.servers === undefined && patient.zookeeper === undefined && patient.file === undefined) {
      throw new LabError('say what to look at: --bootstrap-server, --zookeeper or --config, or several of them')
    }
    const { examine } = await import('../doctor/examine.ts')
    const findings = await whileWaiting(context, 'looking', () => examine(context, patient))
    context.report.results(finding, findings, () => sentences(findings, context.stdout.isTerminal))
    return findings.some(({ isFault }) => isFault) ? 1 : 0
  },
}

function sentences(findings: readonly Finding[], isTerminal: boolean): string {
  const mark = marks(isTerminal)
  const lines = findings.flatMap(({ subject, isFault, sentence, advice }) => [
    `${isFault ? mark.fault : mark.fine}  ${subject}: ${sentence}.`,
    ...(advice === null ? [] : [`       ${advice}.`]),
  ])
  const faults = findings.filter(({ isFault }) => isFault).length
  const count = faults === 0 ? 'no faults' : faults === 1 ? '1 fault' : `${faults} faults`
  return [...lines, `${findings.length} checks, ${count}\n`].join('\n')
}

/** Red and green on a terminal. */
function marks(isTerminal: boolean) {
  const coloured = (code: number, text: string) => (isTerminal ? `\u001b[${code}m${text}\u001b[39m` : text)
  return { fine: coloured(32, 'ok   '), fault: coloured(31, 'FAULT') }
}
