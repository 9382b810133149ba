import { apiVersionsResults } from '../brokers/results.ts'
import { defineCommand } from '../kit/command.ts'
import { checkRequired } from '../kit/jopt/checks.ts'
import { helpAndVersion } from '../kit/jopt/option-table.ts'

export default defineCommand({
  style: 'jopt',
  name: 'kafka-broker-api-versions',
  summary: 'show which versions of which requests brokers understand',
  about: 'This tool helps to retrieve broker version information.',
  parseErrors: 'uncaught',
  examples: [
    {
      command: 'kafka-broker-api-versions --bootstrap-server localhost:9092',
      effect: 'Show it for each broker of the cluster.',
    },
  ],
  options: {
    ...helpAndVersion,
    'bootstrap-server': {
      argument: 'server(s) to use for bootstrapping',
      takes: 'servers',
      description: 'REQUIRED: One or more brokers of the cluster, as host:port, separated by commas.',
    },
    'command-config': {
      argument: 'command config property file',
      takes: 'client-config',
      description: 'A file with properties for the client.',
    },
  },
  results: apiVersionsResults,
  check: (options) => checkRequired(options, 'bootstrap-server'),
  run: async (context, options) => {
    const { printApiVersions } = await import('../brokers/api-versions.ts')
    await printApiVersions(context, options.value('bootstrap-server') ?? '', options.value('command-config'))
    return 0
  },
})
