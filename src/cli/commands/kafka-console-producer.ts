import { consoleProducerOptions } from '../console-producer/options.ts'
import { consoleProducerResults } from '../console-producer/results.ts'
import { defineCommand } from '../kit/command.ts'
import { checkRequired } from '../kit/jopt/checks.ts'

export default defineCommand({
  style: 'jopt',
  name: 'kafka-console-producer',
  summary: 'send lines of standard input to a topic',
  about: 'This tool helps to read data from standard input and publish it to Kafka.',
  parseErrors: 'usage',
  examples: [
    {
      command: 'kafka-console-producer --bootstrap-server localhost:9092 --topic orders',
      effect: 'Send what is typed, a line a message, until Ctrl-D.',
    },
    {
      command:
        'kafka-console-producer --bootstrap-server localhost:9092 --topic orders --property parse.key=true --property key.separator=:',
      effect: 'Send lines such as customer-7:3 apples, with the key before the colon.',
    },
  ],
  options: consoleProducerOptions,
  results: consoleProducerResults,
  check(options) {
    checkRequired(options, 'topic')
  },
  async run(context, options) {
    const { runConsoleProducer } = await import('../console-producer/run.ts')
    return runConsoleProducer(context, options)
  },
})
