import { defineCommand } from '../kit/command.ts'
import { checkReassignOptions } from '../reassign/checks.ts'
import { reassignOptions } from '../reassign/options.ts'
import { reassignResults } from '../reassign/results.ts'

export default defineCommand({
  style: 'jopt',
  name: 'kafka-reassign-partitions',
  summary: 'move partitions to other brokers or log directories',
  about: 'This tool helps to move topic partitions between replicas.',
  description:
    'A plan says which brokers shall keep each partition. Write one, or have one made by --generate; start it with --execute, and ask with --verify how far it is. --execute prints the plan that would bring everything back.',
  results: reassignResults,
  parseErrors: 'uncaught',
  examples: [
    {
      command:
        'kafka-reassign-partitions --bootstrap-server localhost:9092 --generate --topics-to-move-json-file topics.json --broker-list 1,2,3',
      effect: 'Make a plan that spreads the topics over three brokers.',
    },
    {
      command:
        'kafka-reassign-partitions --bootstrap-server localhost:9092 --execute --reassignment-json-file plan.json --throttle 50000000',
      effect: 'Start the moves of a plan, at no more than 50 MB a second.',
    },
    {
      command:
        'kafka-reassign-partitions --bootstrap-server localhost:9092 --verify --reassignment-json-file plan.json',
      effect: 'Tell how far they are; once all is done, take the throttle away.',
    },
  ],
  options: reassignOptions,
  check: checkReassignOptions,
  run: async (context, options) => {
    const { runReassign } = await import('../reassign/run.ts')
    return runReassign(context, options)
  },
})
