import { helpOption } from '../kit/argparse/subcommand.ts'
import type { OptionTable } from '../kit/jopt/option-table.ts'

export const transactionOptions = {
  h: helpOption,
  v: { dash: '-', alias: '--version', isVersion: true, description: 'show the version of Kafka, and end' },
  'command-config': {
    argument: 'FILE',
    takes: 'client-config',
    description: 'a file with properties of the admin client',
  },
  'bootstrap-server': {
    argument: 'host:port',
    required: true,
    takes: 'servers',
    description: 'brokers to ask first, as host:port, separated by commas',
  },
} as const satisfies OptionTable

const topic = { argument: 'TOPIC', takes: 'topic', description: "the topic's name" } as const
const partition = { argument: 'PARTITION', type: 'integer', description: "the partition's number" } as const

export const describeOptions = {
  h: helpOption,
  'transactional-id': {
    argument: 'TRANSACTIONAL_ID',
    required: true,
    takes: 'transactional-id',
    description: 'the transactional id',
  },
} as const satisfies OptionTable

export const describeProducersOptions = {
  h: helpOption,
  'broker-id': {
    argument: 'BROKER_ID',
    type: 'integer',
    takes: 'broker',
    description: "the broker to ask in place of the partition's leader",
  },
  topic: { ...topic, required: true },
  partition: { ...partition, required: true },
} as const satisfies OptionTable

export const abortOptions = {
  h: helpOption,
  topic: { ...topic, required: true },
  partition: { ...partition, required: true },
  'start-offset': {
    argument: 'START_OFFSET',
    type: 'long',
    description: 'where the transaction begins; all that brokers of 3.0 and later need',
  },
  'producer-id': { argument: 'PRODUCER_ID', type: 'long', description: "the producer's id, for older brokers" },
  'producer-epoch': { argument: 'PRODUCER_EPOCH', type: 'short', description: 'its epoch, for older brokers' },
  'coordinator-epoch': {
    argument: 'COORDINATOR_EPOCH',
    type: 'integer',
    description: "the coordinator's epoch, for older brokers",
  },
} as const satisfies OptionTable

export const findHangingOptions = {
  h: helpOption,
  'broker-id': {
    argument: 'BROKER_ID',
    type: 'integer',
    takes: 'broker',
    description: 'look at partitions of which this broker has a copy',
  },
  'max-transaction-timeout': {
    argument: 'MAX_TRANSACTION_TIMEOUT',
    type: 'integer',
    description: 'minutes after which an open transaction may be a hanging one (default: 15)',
  },
  topic: { ...topic, description: 'look at this topic only; needed beside --partition' },
  partition,
} as const satisfies OptionTable

export type TransactionOptionTable = typeof transactionOptions
