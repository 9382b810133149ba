import { defineCommand } from '../kit/command.ts'
import { connectionGroup } from '../verifiable/connection-options.ts'
import { verifiableConsumerOptions } from '../verifiable/consumer-options.ts'
import { consumerResults } from '../verifiable/results.ts'

export default defineCommand({
  style: 'argparse',
  endsWithReader: true,
  name: 'kafka-verifiable-consumer',
  program: 'verifiable-consumer',
  summary: 'read a topic as a member of a group and tell all that happens',
  about: 'This tool reads a topic, and prints as JSON what happens: rebalances, messages, commits.',
  description: `Reads a topic as a member of a group, and prints a JSON object a line: of partitions that were assigned or revoked, of what each poll gave, and of what was committed.

A signal makes it leave the group and end in order.`,
  examples: [
    {
      command: 'kafka-verifiable-consumer --bootstrap-server localhost:9092 --topic t --group-id g --verbose',
      effect: 'Read t as a member of g, and print each message too.',
    },
  ],
  options: verifiableConsumerOptions,
  exclusive: connectionGroup,
  results: consumerResults,
  run: async (context, options) => (await import('../verifiable/consume.ts')).runVerifiableConsumer(context, options),
})
