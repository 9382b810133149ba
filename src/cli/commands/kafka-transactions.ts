import { defineCommand } from '../kit/command.ts'
import { transactionOptions } from '../transactions/options.ts'
import { transactionResults } from '../transactions/results.ts'
import { abort, describe, describeProducers, findHanging, list } from '../transactions/subcommands.ts'

export default defineCommand({
  style: 'subcommands',
  name: 'kafka-transactions',
  program: 'kafka-transactions.sh',
  summary: 'show transactions, and end those that hang',
  about: 'This tool shows the transactions of a cluster, finds those that nobody will end, and aborts them.',
  description: `A transaction hangs when a partition knows it as open and no coordinator does: consumers that read committed messages wait at it for ever.`,
  usage: '--bootstrap-server SERVERS {list,describe,describe-producers,abort,find-hanging} [options]',
  examples: [
    { command: 'kafka-transactions --bootstrap-server localhost:9092 list', effect: 'List all transactional ids.' },
    {
      command: 'kafka-transactions --bootstrap-server localhost:9092 find-hanging --broker-id 0',
      effect: 'Look for hanging transactions in the partitions that broker 0 keeps.',
    },
    {
      command: 'kafka-transactions --bootstrap-server localhost:9092 abort --topic t --partition 0 --start-offset 17',
      effect: 'Abort the one that begins at offset 17 of t-0.',
    },
  ],
  options: transactionOptions,
  calls: { placeholder: 'COMMAND', title: 'commands' },
  subcommands: { list, describe, 'describe-producers': describeProducers, abort, 'find-hanging': findHanging },
  results: transactionResults,
})
