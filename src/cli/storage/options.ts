import { helpOption } from '../kit/argparse/subcommand.ts'
import type { OptionTable } from '../kit/jopt/option-table.ts'

export const configOption = {
  h: helpOption,
  config: {
    argument: 'CONFIG',
    alias: '-c',
    takes: 'file',
    required: true,
    description: 'The properties file of the server that the directories are for.',
  },
} as const satisfies OptionTable

export const formatOptions = {
  ...configOption,
  'cluster-id': {
    argument: 'CLUSTER_ID',
    alias: '-t',
    required: true,
    description: 'The id of the cluster, the same for all its servers; random-uuid makes one.',
  },
  'add-scram': {
    argument: 'ADD_SCRAM',
    alias: '-S',
    repeatable: true,
    description: `A user who can log in from the start: 'SCRAM-SHA-256=[name=alice,password=alice-secret]', or with iterations, salt and saltedpassword, the latter two in base64. May be given several times.`,
  },
  'ignore-formatted': {
    alias: '-g',
    description: 'Leave directories that are formatted as they are, and format the others.',
  },
  'release-version': {
    argument: 'RELEASE_VERSION',
    alias: '-r',
    description: 'The release whose metadata the cluster begins with, from 3.0 on; 3.7-IV4 when left out.',
  },
} as const satisfies OptionTable
