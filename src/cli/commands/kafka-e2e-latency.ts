import { defineCommand } from '../kit/command.ts'
import { latencyResults } from '../latency/results.ts'

export default defineCommand({
  style: 'plain',
  endsWithReader: true,
  name: 'kafka-e2e-latency',
  summary: 'measure how long a message takes from producer to consumer',
  description: `Sends random messages one after the other, each when the one before was read, and prints the average time and its percentiles.

The words are, in order: the brokers (host:port, separated by commas), the topic (made where it is missing), how many messages, the producer's acks (1 or all), bytes of a message, and if wanted a file with properties of the clients.`,
  usage: 'broker_list topic num_messages producer_acks message_size_bytes [properties_file]',
  examples: [
    { command: 'kafka-e2e-latency localhost:9092 t 1000 all 100', effect: 'Measure with 1000 messages of 100 bytes.' },
  ],
  options: {},
  positional: ['servers', 'topic', [], ['1', 'all'], [], 'client-config'],
  results: latencyResults,
  run: async (context) => (await import('../latency/run.ts')).runLatency(context),
})
