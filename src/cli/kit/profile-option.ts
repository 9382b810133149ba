import type { CommandDescription } from './definition.ts'
import type { OptionTable } from './jopt/option-table.ts'

/** Of commands that are told an address; it is taken out before Kafka's parser sees the arguments. */
export const profileOption = {
  profile: {
    argument: 'name',
    takes: 'profile',
    description:
      'Take the address and the client properties from this profile, where no address is given; KAFKABOX_PROFILE names one for all commands. `kafkabox profile list` lists them.',
  },
} as const satisfies OptionTable

/** Whether a profile can supply something. */
export function takesAddress({ options }: Pick<CommandDescription, 'options'>): boolean {
  return Object.values(options).some(({ takes }) => takes === 'servers' || takes === 'zookeeper')
}
