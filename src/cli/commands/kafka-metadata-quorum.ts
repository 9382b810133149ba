import { quorumAddress, quorumOptions } from '../connect/quorum-options.ts'
import { defineCommand } from '../kit/command.ts'
import { quorumResults } from '../quorum/results.ts'
import { describe } from '../quorum/subcommands.ts'

export default defineCommand({
  style: 'subcommands',
  name: 'kafka-metadata-quorum',
  program: 'kafka-metadata-quorum',
  summary: 'show who leads and who follows in a KRaft cluster',
  about: 'This tool shows the state of the metadata quorum of KRaft.',
  description:
    'A cluster with ZooKeeper has no such quorum, and its brokers answer that they do not support the request.',
  usage: '(--bootstrap-server SERVERS | --bootstrap-controller SERVERS) describe (--status | --replication)',
  examples: [
    {
      command: 'kafka-metadata-quorum --bootstrap-server localhost:9092 describe --status',
      effect: 'Show who leads and who votes.',
    },
  ],
  options: quorumOptions,
  exclusive: quorumAddress,
  subcommands: { describe },
  results: quorumResults,
})
