import { type ReplicaAssignment, settled } from '../znodes/topic-assignment.ts'

/** KIP-455's arithmetic: where a partition's replicas come from, where they go, and what lies between. */

const without = (list: readonly number[], gone: readonly number[]) => list.filter((id) => !gone.includes(id))

export const isMoving = ({ adding, removing }: ReplicaAssignment) => adding.length + removing.length > 0

/** The replicas before the move. */
export const originOf = ({ replicas, adding }: ReplicaAssignment) => without(replicas, adding)

/** The replicas after the move. */
export const targetOf = ({ replicas, removing }: ReplicaAssignment) => without(replicas, removing)

/** The assignment while its replicas move to the target; the origin stays that of a move that is under way. */
export function reassignTo(current: ReplicaAssignment, target: readonly number[]): ReplicaAssignment {
  const origin = originOf(current)
  const replicas = [...new Set([...target, ...origin])]
  return { replicas, adding: without(replicas, origin), removing: without(replicas, target) }
}

/** What remains when the move is over. */
export const completed = (assignment: ReplicaAssignment) => settled(targetOf(assignment))

const sameList = (a: readonly number[], b: readonly number[]) =>
  a.length === b.length && a.every((id, i) => id === b[i])

export const sameAssignment = (a: ReplicaAssignment, b: ReplicaAssignment) =>
  sameList(a.replicas, b.replicas) && sameList(a.adding, b.adding) && sameList(a.removing, b.removing)
