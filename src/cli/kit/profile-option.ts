import type { CommandDescription } from './definition.ts'
import type { OptionTable } from './jopt/option-table.ts'
import type { Taken } from './taken.ts'

/** Of commands that are told an address; it is taken out before Kafka's parser sees the arguments. */
export const profileOption = {
  profile: {
    argument: 'name',
    takes: 'profile',
    description:
      'Take the address and the client properties from this profile, where no address is given; KAFKABOX_PROFILE names one for all commands. `kafkabox profile list` lists them.',
  },
} as const satisfies OptionTable

type Addressed = Pick<CommandDescription, 'options' | 'positional'>

/** Whether a profile can supply something. kafka-producer-perf-test is told the servers as a property. */
export function takesAddress(description: Addressed): boolean {
  const kinds: readonly (Taken | undefined)[] = ['servers', 'zookeeper', 'producer-property']
  return (
    takesAddressFirst(description) ||
    Object.values(description.options).some(({ takes }) => takes && kinds.includes(takes))
  )
}

/** Of zookeeper-shell: its commands, which stand behind, can't be taken for an address. */
export function takesAddressFirst({ positional: [first] = [] }: Pick<Addressed, 'positional'>): boolean {
  return first === 'zookeeper'
}
