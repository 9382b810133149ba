import { defineCommand } from '../kit/command.ts'
import { checkVerificationOptions, verificationOptions } from '../replica-verification/options.ts'
import { verificationResults } from '../replica-verification/results.ts'

export default defineCommand({
  style: 'jopt',
  endsWithReader: true,
  name: 'kafka-replica-verification',
  summary: 'compare the replicas of partitions, batch by batch',
  about: 'Validate that all replicas for a set of topics have the same data.',
  description:
    'Reads all replicas of the topics from the brokers that keep them, follows them as they grow, and says from time to time how far the slowest one lags behind. What is not the same in all replicas is told at once. Runs until it is interrupted.',
  parseErrors: 'trace',
  examples: [
    {
      command: "kafka-replica-verification --broker-list localhost:9092 --topics-include 'orders.*' --time -2",
      effect: 'Compare all that is in the topics whose names begin with orders.',
    },
  ],
  options: verificationOptions,
  results: verificationResults,
  check: checkVerificationOptions,
  run: async (context, options) => {
    const { runVerification } = await import('../replica-verification/run.ts')
    return runVerification(context, options)
  },
})
