import { defineCommand } from '../kit/command.ts'
import { checkRequired } from '../kit/jopt/checks.ts'
import { helpAndVersion } from '../kit/jopt/option-table.ts'
import { deleteRecordsResults } from '../records/results.ts'

export default defineCommand({
  style: 'jopt',
  name: 'kafka-delete-records',
  summary: 'delete the oldest records of partitions',
  about: 'This tool helps to delete records of the given partitions down to the specified offset.',
  parseErrors: 'uncaught',
  examples: [
    {
      command: 'kafka-delete-records --bootstrap-server localhost:9092 --offset-json-file offsets.json',
      effect: 'Delete what stands before the offsets in the file.',
    },
  ],
  options: {
    ...helpAndVersion,
    'bootstrap-server': {
      argument: 'server(s) to use for bootstrapping',
      takes: 'servers',
      description: 'REQUIRED: One or more brokers of the cluster, as host:port, separated by commas.',
    },
    'offset-json-file': {
      argument: 'Offset json file path',
      takes: 'file',
      description:
        'REQUIRED: A JSON file with the first offset that stays in each partition, −1 for none:\n{"partitions":\n  [{"topic": "foo", "partition": 1, "offset": 1}],\n "version":1\n}',
    },
    'command-config': {
      argument: 'command config property file path',
      takes: 'client-config',
      description: 'A file with properties for the admin client.',
    },
  },
  results: deleteRecordsResults,
  check: (options) => checkRequired(options, 'bootstrap-server', 'offset-json-file'),
  run: async (context, options) => {
    const { runDeleteRecords } = await import('../records/delete.ts')
    await runDeleteRecords(context, {
      servers: options.value('bootstrap-server') ?? '',
      commandConfig: options.value('command-config'),
      offsetFile: options.value('offset-json-file') ?? '',
    })
    return 0
  },
})
