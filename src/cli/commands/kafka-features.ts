import { quorumAddress, quorumOptions } from '../connect/quorum-options.ts'
import { featureResults } from '../features/results.ts'
import { describe, disable, downgrade, upgrade } from '../features/subcommands.ts'
import { defineCommand } from '../kit/command.ts'

export default defineCommand({
  style: 'subcommands',
  name: 'kafka-features',
  program: 'kafka-features',
  summary: 'show and change the feature levels of a cluster',
  about: 'This tool shows and changes the feature levels of a cluster.',
  description: 'Feature levels belong to KRaft: a cluster with ZooKeeper has none, and describe prints nothing.',
  usage: '(--bootstrap-server SERVERS | --bootstrap-controller SERVERS) {describe,upgrade,downgrade,disable} [options]',
  examples: [
    { command: 'kafka-features --bootstrap-server localhost:9092 describe', effect: 'Show the levels.' },
    {
      command: 'kafka-features --bootstrap-server localhost:9092 upgrade --metadata 3.7 --dry-run',
      effect: 'Ask whether the metadata could be brought to 3.7.',
    },
  ],
  options: quorumOptions,
  exclusive: quorumAddress,
  subcommands: { describe, upgrade, downgrade, disable },
  results: featureResults,
})
