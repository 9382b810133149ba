import { dumpLogOptions } from '../dump-log/options.ts'
import { dumpLogResults } from '../dump-log/results.ts'
import { defineCommand } from '../kit/command.ts'
import { checkRequired } from '../kit/jopt/checks.ts'

export default defineCommand({
  style: 'jopt',
  endsWithReader: true,
  name: 'kafka-dump-log',
  summary: "print what is in a log's files",
  about:
    'This tool helps to parse a log file and dump its contents to the console, useful for debugging a seemingly corrupt log segment.',
  description: `Reads segments (.log), indexes (.index, .timeindex, .txnindex), producer states (.snapshot) and metadata snapshots (.checkpoint) from the disk, without a broker.

Indexes are checked against the segment beside them; what does not fit is told on standard error at the end.`,
  parseErrors: 'uncaught',
  examples: [
    {
      command: 'kafka-dump-log --files /tmp/kafka-logs/orders-0/00000000000000000000.log --print-data-log',
      effect: 'Print each batch of the segment and the records in it.',
    },
    {
      command: 'kafka-dump-log --files /tmp/kafka-logs/__consumer_offsets-0/00000000000000000000.log --offsets-decoder',
      effect: 'Print groups and their offsets.',
    },
  ],
  options: dumpLogOptions,
  results: dumpLogResults,
  check: (options) => checkRequired(options, 'files'),
  run: async (context, options) => {
    const { runDumpLog } = await import('../dump-log/run.ts')
    await runDumpLog(context, options)
    return 0
  },
})
