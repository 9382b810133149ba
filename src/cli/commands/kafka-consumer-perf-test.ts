import { defineCommand } from '../kit/command.ts'
import { checkRequired } from '../kit/jopt/checks.ts'
import { consumerPerfOptions } from '../perf/consumer-options.ts'
import { consumerPerfResults } from '../perf/results.ts'

export default defineCommand({
  style: 'jopt',
  endsWithReader: true,
  name: 'kafka-consumer-perf-test',
  summary: 'read many messages and measure how that goes',
  about: 'This tool is used to verify the consumer performance.',
  description: `Reads messages as a member of a group and prints, as comma-separated values, how much came and how fast: over the whole time, and over what of it did not go into joining the group.`,
  parseErrors: 'usage',
  examples: [
    {
      command: 'kafka-consumer-perf-test --bootstrap-server localhost:9092 --topic t --messages 100000',
      effect: 'Read 100,000 messages from the start of the topic.',
    },
  ],
  options: consumerPerfOptions,
  results: consumerPerfResults,
  check: (options) => checkRequired(options, 'topic', 'messages'),
  run: async (context, options) => (await import('../perf/consume.ts')).runConsumerPerf(context, options),
})
