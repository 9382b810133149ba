import { defineCommand } from '../kit/command.ts'
import { checkRequired } from '../kit/jopt/checks.ts'
import { helpAndVersion } from '../kit/jopt/option-table.ts'
import { logDirResults } from '../log-dirs/results.ts'

export default defineCommand({
  style: 'jopt',
  name: 'kafka-log-dirs',
  summary: 'tell what is in the log directories of brokers',
  about: 'This tool helps to query log directory usage on the specified brokers.',
  parseErrors: 'trace',
  examples: [
    {
      command: 'kafka-log-dirs --bootstrap-server localhost:9092 --describe --topic-list orders',
      effect: 'Tell where the partitions of orders lie and how large they are, as JSON.',
    },
  ],
  options: {
    ...helpAndVersion,
    'bootstrap-server': {
      argument: 'The server(s) to use for bootstrapping',
      takes: 'servers',
      description: 'REQUIRED: One or more brokers of the cluster, as host:port, separated by commas.',
    },
    'command-config': {
      argument: 'Admin client property file',
      takes: 'client-config',
      description: 'A file with properties for the admin client.',
    },
    describe: { description: 'Describe the log directories.' },
    'topic-list': {
      argument: 'Topic list',
      takes: 'topics',
      default: '',
      description: 'Only these topics, separated by commas.',
    },
    'broker-list': {
      argument: 'Broker list',
      takes: 'brokers',
      default: '',
      description: 'Only these brokers, by their ids, separated by commas.',
    },
  },
  results: logDirResults,
  check: (options) => checkRequired(options, 'bootstrap-server', 'describe'),
  run: async (context, options) => {
    const { runLogDirs } = await import('../log-dirs/describe.ts')
    return runLogDirs(context, () => ({
      servers: options.value('bootstrap-server') ?? '',
      commandConfig: options.value('command-config'),
      topics: options.value('topic-list').split(',').filter(Boolean),
      brokers: options.value('broker-list').split(',').filter(Boolean),
    }))
  },
})
