import { consoleConsumerOptions } from '../console-consumer/options.ts'
import { consoleConsumerResults } from '../console-consumer/results.ts'
import { defineCommand } from '../kit/command.ts'

export default defineCommand({
  style: 'jopt',
  endsWithReader: true,
  name: 'kafka-console-consumer',
  summary: 'print the messages of a topic',
  about: 'This tool helps to read data from Kafka topics and outputs it to standard output.',
  parseErrors: 'usage',
  examples: [
    {
      command: 'kafka-console-consumer --bootstrap-server localhost:9092 --topic orders --from-beginning',
      effect: 'Print all messages, and new ones as they come, until Ctrl-C.',
    },
    {
      command:
        'kafka-console-consumer --bootstrap-server localhost:9092 --topic orders --partition 0 --offset 42 --max-messages 1 --property print.key=true',
      effect: 'Print one message of a partition, with its key.',
    },
  ],
  options: consoleConsumerOptions,
  results: consoleConsumerResults,
  async run(context, options) {
    const { runConsoleConsumer } = await import('../console-consumer/run.ts')
    return runConsoleConsumer(context, options)
  },
})
