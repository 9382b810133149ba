import { integer, list, long, object, orNull, result, string } from '../kit/schema/schema.ts'

const transactionalId = string('The transactional id.')
const producerId = long("The producer's id.")
const producerEpoch = integer('Its epoch.')
const topic = string("The topic's name.")
const partition = integer("The partition's number.")

export const listedTransaction = result('transaction', 'A transactional id, of list.', {
  transactionalId,
  coordinator: integer('The broker that coordinates it.'),
  producerId,
  state: string('The state of its transaction: Empty, Ongoing, PrepareCommit, CompleteCommit and so on.'),
})

export const describedTransaction = result('transaction-description', 'A transactional id, of describe.', {
  transactionalId,
  coordinator: integer('The broker that coordinates it.'),
  producerId,
  producerEpoch,
  state: string('The state of its transaction.'),
  timeoutMs: integer('Milliseconds after which the coordinator aborts it.'),
  startTime: orNull(long('When it began, in milliseconds since 1970; null for none.')),
  durationMs: orNull(long('For how long it has been open; null for none.')),
  partitions: list(object({ topic, partition }), 'What it has written to.'),
})

export const producerState = result('producer-state', 'A producer, of describe-producers.', {
  topic,
  partition,
  producerId,
  producerEpoch,
  coordinatorEpoch: orNull(integer('The epoch of the coordinator that ended its last transaction here.')),
  lastSequence: integer('The number of its last message.'),
  lastTimestamp: long('When it wrote last, in milliseconds since 1970.'),
  transactionStart: orNull(long('The offset at which its open transaction begins; null for none.')),
})

export const hangingTransaction = result(
  'hanging-transaction',
  'A transaction that nobody will end, of find-hanging.',
  {
    topic,
    partition,
    producerId,
    producerEpoch,
    coordinatorEpoch: orNull(integer('The epoch of the coordinator that ended the producer’s last transaction here.')),
    startOffset: long('The offset at which it begins.'),
    lastTimestamp: long('When it was written to last, in milliseconds since 1970.'),
    durationMinutes: long('How many minutes ago that was.'),
  },
)

export const abortedTransaction = result('transaction-aborted', 'What abort did.', {
  topic,
  partition,
  producerId,
  producerEpoch,
  coordinatorEpoch: integer("The coordinator's epoch in the marker."),
})

export const transactionResults = [
  listedTransaction,
  describedTransaction,
  producerState,
  hangingTransaction,
  abortedTransaction,
]
