import { boolean, integer, long, orNull, result, string } from '../kit/schema/schema.ts'

const time = long('When it was seen, in milliseconds since 1970.')

export const replicaMismatch = result('replica-mismatch', 'Replicas of a partition that differ.', {
  time,
  topic: string('The topic.'),
  partition: integer("The partition's number."),
  message: string('Which ones, where, and how.'),
  isFatal: boolean('Offsets differ: nothing behind can be compared, and the command ends.'),
})

export const replicaLag = result('replica-lag', 'How far replicas are apart, now and then.', {
  time,
  partition: orNull(string('The partition where they are furthest apart, as topic-number; null while none is known.')),
  offset: orNull(long('Up to there they have the same.')),
  lag: long('So many records are behind that in one of them.'),
  partitionCount: integer('How many partitions are compared.'),
})

export const verificationResults = [replicaMismatch, replicaLag]
