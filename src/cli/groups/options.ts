import type { OptionSet } from '../kit/jopt/option-set.ts'
import { helpAndVersion, type OptionTable } from '../kit/jopt/option-table.ts'

export const groupOptions = {
  ...helpAndVersion,
  'bootstrap-server': {
    argument: 'server to connect to',
    takes: 'servers',
    description: 'REQUIRED: One or more brokers of the cluster, as host:port, separated by commas.',
  },
  'command-config': {
    argument: 'command config property file',
    takes: 'client-config',
    description: 'A file with properties for the admin client.',
  },
  list: { description: 'Print the names of the consumer groups.' },
  describe: { description: "Show a group's partitions with their offsets, its members, or its state." },
  delete: { description: 'Delete groups that have no members, with all offsets they committed.' },
  'reset-offsets': {
    description:
      "Set a group's offsets while it has no members: shows what they would be, does it with --execute, or prints it as CSV with --export. How to set them is said by one of --to-datetime, --by-duration, --to-earliest, --to-latest, --shift-by, --from-file, --to-current, --to-offset; for what by --all-topics or --topic.",
  },
  'delete-offsets': { description: "Delete a group's committed offsets of one or more topics." },
  group: {
    argument: 'consumer group',
    takes: 'group',
    description: 'The group to act on; may be given several times.',
  },
  'all-groups': { description: 'Act on all consumer groups.' },
  topic: {
    argument: 'topic',
    takes: 'topic',
    description:
      'The topic whose offsets are meant; may be given several times. `topic:0,1` means only these partitions of it.',
  },
  'all-topics': { description: 'Reset the offsets of all topics that the group has offsets of.' },
  timeout: {
    argument: 'timeout (ms)',
    type: 'long',
    default: 5000,
    description: 'How long to wait for the answer, while a group is rebalancing for instance.',
  },
  'dry-run': { description: 'With --reset-offsets: only show what would be done.' },
  execute: { description: 'With --reset-offsets: really do it.' },
  export: { description: 'With --reset-offsets: print the new offsets as CSV, as --from-file takes them.' },
  'to-offset': { argument: 'offset', type: 'long', description: 'Reset to this offset.' },
  'from-file': { argument: 'path to CSV file', takes: 'file', description: 'Reset to the offsets in this file.' },
  'to-datetime': { argument: 'datetime', description: "Reset to a moment: 'YYYY-MM-DDTHH:mm:SS.sss'." },
  'by-duration': { argument: 'duration', description: "Reset to so long ago: 'PnDTnHnMnS'." },
  'to-earliest': { description: 'Reset to the first offset there is.' },
  'to-latest': { description: 'Reset to the end.' },
  'to-current': { description: 'Reset to where the group is; to the end where it is nowhere.' },
  'shift-by': {
    argument: 'number-of-offsets',
    type: 'long',
    description: 'Reset by so many offsets onwards, or back with a negative number.',
  },
  members: { availableIf: ['describe'], description: "With --describe: the group's members." },
  verbose: { availableIf: ['describe'], description: 'With --describe --members: also what each one is assigned.' },
  offsets: {
    availableIf: ['describe'],
    description: "With --describe: the group's partitions with offset and lag. What --describe shows anyway.",
  },
  state: {
    argument: '',
    takes: ['Stable', 'Empty', 'PreparingRebalance', 'CompletingRebalance', 'Dead'],
    optional: true,
    availableIf: ['describe', 'list'],
    description:
      "With --describe: the group's state. With --list: the states of all groups, or only the groups in the given ones, separated by commas.",
  },
} as const satisfies OptionTable

export type GroupOptions = OptionSet<typeof groupOptions>
