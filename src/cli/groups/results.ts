import { failure } from '../kit/report/diagnostics.ts'
import { integer, list, long, object, orNull, result, string } from '../kit/schema/schema.ts'

const group = string('The group.')
const topic = string('The topic.')
const partition = integer("The partition's number.")
const state = string('Stable, Empty, PreparingRebalance, CompletingRebalance or Dead.')

export const listedGroup = result('group', 'A group, of --list.', {
  group,
  state: orNull(state, 'Its state; null where a broker older than 2.6 does not tell it.'),
})

export const groupOffset = result('group-offset', 'Where a group is in a partition, of --describe.', {
  group,
  topic,
  partition,
  offset: orNull(long('The offset that the group has committed.')),
  logEndOffset: orNull(long('Where the partition ends.')),
  lag: orNull(long('How far the group is behind that.')),
  memberId: orNull(string('Who reads the partition; null where nobody does.')),
  host: orNull(string("That member's host.")),
  clientId: orNull(string("That member's client.id.")),
})

export const groupMember = result('group-member', 'A member, of --describe --members.', {
  group,
  memberId: string('The name that the coordinator gave it.'),
  instanceId: orNull(string('Its group.instance.id.')),
  host: string('Where it is.'),
  clientId: string('Its client.id.'),
  assignment: list(object({ topic, partition }), 'What it reads.'),
})

export const groupState = result('group-state', 'A group, of --describe --state.', {
  group,
  state,
  assignor: string('How partitions are shared out; empty while there are no members.'),
  memberCount: integer('How many members it has.'),
  coordinator: object({ id: integer('Its id.'), host: string('Its host.'), port: integer('Its port.') }, 'The broker.'),
})

export const deletedGroup = result('group-deleted', 'A group that --delete was to delete.', {
  group,
  error: orNull(failure, 'Null when it is deleted.'),
})

export const resetOffset = result('offset-reset', 'What --reset-offsets does, or would do with --dry-run.', {
  group,
  topic,
  partition,
  newOffset: long('Where the group goes on.'),
})

export const deletedOffset = result('offset-deleted', 'An offset that --delete-offsets was to delete.', {
  group,
  topic,
  partition: orNull(partition, 'Null of a topic that could not be looked up.'),
  error: orNull(failure, 'Null when it is deleted.'),
})

export const groupResults = [
  listedGroup,
  groupOffset,
  groupMember,
  groupState,
  deletedGroup,
  resetOffset,
  deletedOffset,
]
