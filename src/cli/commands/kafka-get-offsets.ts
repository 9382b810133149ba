import { checkBootstrapServers } from '../connect/bootstrap-option.ts'
import { defineCommand } from '../kit/command.ts'
import { checkRequired } from '../kit/jopt/checks.ts'
import { offsetOptions } from '../offsets/options.ts'
import { offsetResults } from '../offsets/results.ts'

const about = 'An interactive shell for getting topic-partition offsets.'

export default defineCommand({
  style: 'jopt',
  name: 'kafka-get-offsets',
  summary: 'print the first or last offsets of partitions',
  about,
  aboutWithoutArguments: about,
  parseErrors: 'message',
  parseErrorPrefix: 'Error occurred: ',
  examples: [
    {
      command: 'kafka-get-offsets --bootstrap-server localhost:9092 --topic orders',
      effect: 'Print where each partition of orders ends.',
    },
    {
      command: 'kafka-get-offsets --bootstrap-server localhost:9092 --topic orders --time earliest',
      effect: 'Print where each one starts.',
    },
  ],
  options: offsetOptions,
  results: offsetResults,
  ignoresHelp: true,
  check: (options) => {
    const name = options.has('bootstrap-server') ? 'bootstrap-server' : 'broker-list'
    checkRequired(options, name)
    checkBootstrapServers(options.value(name) ?? '')
  },
  run: async (context, options) => (await import('../offsets/run.ts')).runGetOffsets(context, options),
})
