import { failure } from '../kit/report/diagnostics.ts'
import { integer, oneOf, orNull, result, string } from '../kit/schema/schema.ts'

export const leaderElection = result('leader-election', 'A partition whose leader was to be elected.', {
  topic: string('The topic.'),
  partition: integer("The partition's number."),
  electionType: oneOf(['preferred', 'unclean'], 'As --election-type says.'),
  outcome: oneOf(
    ['elected', 'not-needed', 'failed'],
    'Without being told which partitions, brokers do not mention those that needed no election.',
  ),
  error: orNull(failure, 'Null unless it failed.'),
})

export const electionResults = [leaderElection]
