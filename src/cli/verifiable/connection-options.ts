import type { OptionTable } from '../kit/jopt/option-table.ts'

const argument = 'HOST1:PORT1[,HOST2:PORT2[...]]'

/** How both tools are told of the brokers. */
export const connectionOptions = {
  'bootstrap-server': {
    argument,
    takes: 'servers',
    description: 'REQUIRED unless --broker-list is given: brokers to ask first, as HOST1:PORT1,HOST2:PORT2',
  },
  'broker-list': {
    argument,
    takes: 'servers',
    description: 'DEPRECATED: the same; --bootstrap-server takes its place',
  },
} as const satisfies OptionTable

export const connectionGroup = {
  title: 'Connection Group',
  about: 'The brokers, by one of these:',
  options: ['bootstrap-server', 'broker-list'],
} as const
