import type { OptionSet } from '../kit/jopt/option-set.ts'
import { helpAndVersion, type OptionTable } from '../kit/jopt/option-table.ts'

export const streamsResetOptions = {
  'application-id': {
    argument: 'id',
    required: true,
    takes: 'group',
    description: 'The application.id, which is its group and what its internal topics begin with.',
  },
  'bootstrap-servers': {
    argument: 'urls',
    deprecated: true,
    takes: 'servers',
    description: 'DEPRECATED: brokers as HOST1:PORT1,HOST2:PORT2; --bootstrap-server takes its place.',
  },
  'bootstrap-server': {
    argument: 'server to connect to',
    default: 'localhost:9092',
    takes: 'servers',
    description:
      'REQUIRED unless --bootstrap-servers is given: brokers to ask first, as HOST1:PORT1,HOST2:PORT2. (default: localhost:9092)',
  },
  'input-topics': {
    argument: 'list',
    separator: ',',
    takes: 'topics',
    description: 'Topics that the application reads; it shall begin again at their start, or as another option says.',
  },
  'intermediate-topics': {
    argument: 'list',
    separator: ',',
    takes: 'topics',
    description: 'Topics that it reads and writes; it shall go on at their end.',
  },
  'internal-topics': {
    argument: 'list',
    separator: ',',
    takes: 'topics',
    description: 'Internal topics to delete, of those that --dry-run shows; all of them without it.',
  },
  'to-offset': { argument: '', type: 'long', description: 'Begin at this offset.' },
  'to-datetime': { argument: '', description: "Begin at the time 'YYYY-MM-DDTHH:mm:SS.sss'." },
  'by-duration': { argument: '', description: "Begin so long before now: 'PnDTnHnMnS'." },
  'to-earliest': { description: 'Begin at the start.' },
  'to-latest': { description: 'Begin at the end.' },
  'from-file': {
    argument: '',
    takes: 'file',
    description: 'Begin at the offsets in a file: topic,partition,offset in each line.',
  },
  'shift-by': {
    argument: 'number-of-offsets',
    type: 'long',
    description: 'Go on by so many messages; back, if it is negative.',
  },
  'config-file': {
    argument: 'file name',
    takes: 'client-config',
    description: 'A file with properties of the clients.',
  },
  force: { description: 'Throw members out of the group that are still in it; all instances have to be stopped.' },
  'dry-run': { description: 'Only say what would be done.' },
  ...helpAndVersion,
} as const satisfies OptionTable

export const offsetOptions = [
  'to-offset',
  'to-datetime',
  'by-duration',
  'to-earliest',
  'to-latest',
  'from-file',
  'shift-by',
] as const

export type StreamsResetOptions = OptionSet<typeof streamsResetOptions>
