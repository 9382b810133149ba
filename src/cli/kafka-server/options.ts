import type { OptionTable } from '../kit/jopt/option-table.ts'

/** What the broker itself reads; -daemon is the script's. */
export const brokerOptions = {
  override: {
    argument: '',
    takes: 'broker-config',
    description: "A setting that replaces the file's; may be given several times.",
  },
  version: { isHelp: true, description: 'Show the version of Kafka that this broker behaves as, and end.' },
} as const satisfies OptionTable
