import { defineCommand } from '../kit/command.ts'
import { connectionGroup } from '../verifiable/connection-options.ts'
import { verifiableProducerOptions } from '../verifiable/producer-options.ts'
import { producerResults } from '../verifiable/results.ts'

export default defineCommand({
  style: 'argparse',
  endsWithReader: true,
  name: 'kafka-verifiable-producer',
  program: 'verifiable-producer',
  summary: 'send numbered messages and tell of each whether it was stored',
  about:
    'This tool sends increasing numbers to a topic, and prints as JSON which of them were stored and which were not.',
  description: `Sends the numbers 0, 1, 2 and so on as messages, and prints a JSON object a line: of each message, where it was stored or why not, and at the end how many there were.

The producer does not retry, so that nothing is stored twice. A signal ends it in order.`,
  examples: [
    {
      command: 'kafka-verifiable-producer --bootstrap-server localhost:9092 --topic t --max-messages 10',
      effect: 'Send ten messages.',
    },
  ],
  options: verifiableProducerOptions,
  exclusive: connectionGroup,
  results: producerResults,
  run: async (context, options) => (await import('../verifiable/produce.ts')).runVerifiableProducer(context, options),
})
