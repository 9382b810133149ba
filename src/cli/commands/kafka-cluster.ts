import { clusterResults } from '../cluster/results.ts'
import { clusterId, unregister } from '../cluster/subcommands.ts'
import { helpOption } from '../kit/argparse/subcommand.ts'
import { defineCommand } from '../kit/command.ts'

export default defineCommand({
  style: 'subcommands',
  name: 'kafka-cluster',
  program: 'kafka-cluster',
  summary: "tell a cluster's id, or unregister a broker",
  about: 'The Kafka cluster tool.',
  usage: '{cluster-id,unregister} [options]',
  examples: [
    {
      command: 'kafka-cluster cluster-id --bootstrap-server localhost:9092',
      effect: 'Tell the id of the cluster.',
    },
  ],
  options: { h: helpOption },
  results: clusterResults,
  subcommands: { 'cluster-id': clusterId, unregister },
})
