import { helpOption } from '../kit/argparse/subcommand.ts'
import { defineCommand } from '../kit/command.ts'
import { storageResults } from '../storage/results.ts'
import { format, info, randomUuid } from '../storage/subcommands.ts'

export default defineCommand({
  style: 'subcommands',
  name: 'kafka-storage',
  program: 'kafka-storage',
  summary: 'make log directories ready for a KRaft cluster, and tell what is in them',
  about: 'The Kafka storage tool.',
  description:
    'A server without ZooKeeper (KRaft) starts only from log directories that know the id of their cluster; format writes it. The servers of this program have ZooKeeper and need none of it: this is for servers of Apache Kafka.',
  usage: '{info,format,random-uuid} [options]',
  examples: [
    { command: 'kafka-storage random-uuid', effect: 'Make an id for a cluster.' },
    {
      command: 'kafka-storage format --config server.properties --cluster-id MkU3OEVBNTcwNTJENDM2Qg',
      effect: 'Make the log directories of a server ready.',
    },
    { command: 'kafka-storage info --config server.properties', effect: 'Tell what they are ready for.' },
  ],
  options: { h: helpOption },
  subcommands: { info, format, 'random-uuid': randomUuid },
  results: storageResults,
})
