import { defineCommand } from '../kit/command.ts'
import { producerPerfOptions } from '../perf/producer-options.ts'
import { producerPerfResults } from '../perf/results.ts'

export default defineCommand({
  style: 'argparse',
  endsWithReader: true,
  name: 'kafka-producer-perf-test',
  program: 'producer-performance',
  summary: 'send many messages and measure how that goes',
  about: 'This tool measures the performance of a producer.',
  description: `Sends messages of random capital letters, or payloads out of a file, and prints throughput and latencies, every five seconds and at the end.

Latency is the time from the call that sends a message to the broker's answer.`,
  examples: [
    {
      command:
        'kafka-producer-perf-test --topic t --num-records 100000 --record-size 100 --throughput -1 --producer-props bootstrap.servers=localhost:9092',
      effect: 'Send 100,000 messages of 100 bytes as fast as possible.',
    },
  ],
  options: producerPerfOptions,
  results: producerPerfResults,
  exclusive: {
    about: 'either --record-size or --payload-file must be specified but not both.',
    options: ['record-size', 'payload-file'],
  },
  run: async (context, options) => (await import('../perf/produce.ts')).runProducerPerf(context, options),
})
