import { defineCommand } from '../kit/command.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { stopResults } from '../server-process/results.ts'

export default defineCommand({
  name: 'kafka-server-stop',
  summary: 'stop all Kafka brokers on this machine',
  style: 'plain',
  description:
    'Asks every broker that was started on this machine by kafka-server-start to end, and does not wait for it. The environment variable SIGNAL names another signal than TERM.\n\nThe options choose among brokers by the files that they were started with; the node id counts when both are given.',
  usage: '[--node-id=value] [--process-role=value]',
  environment: { SIGNAL: 'The signal in place of TERM.' },
  seeAlso: ['kafka-server-start(1)'],
  options: {
    'node-id': { argument: 'value', description: 'Only the broker whose file has this node.id.' },
    'process-role': { argument: 'value', description: 'Only brokers whose file has these process.roles.' },
  },
  results: stopResults,
  async run(context) {
    const { stopProcesses } = await import('../server-process/find.ts')
    return stopProcesses(context, 'kafka-server-start', 'No kafka server to stop', await wantedConfig(context))
  },
})

/** Whether a server with these arguments is meant; anything but an option with a value behind `=` is ignored, as Kafka does. */
async function wantedConfig({
  args,
  cwd,
}: CommandContext): Promise<((words: readonly string[]) => boolean) | undefined> {
  const givenBy = (option: string) => args.find((arg) => arg.startsWith(`${option}=`))?.slice(option.length + 1)
  const nodeId = givenBy('--node-id')
  const roles = givenBy('--process-role')
  if (nodeId === undefined && roles === undefined) return undefined
  const { readServerFile } = await import('../server-process/server-file.ts')
  return (words) => {
    const settings = readServerFile(words, cwd)
    return nodeId === undefined ? settings.get('process.roles') === roles : settings.get('node.id') === nodeId
  }
}
