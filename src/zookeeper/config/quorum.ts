/** Which voters are enough to decide. Any two quorums have a voter in common. */
export interface Quorum {
  isVoter(id: number): boolean
  /** Whether these servers, as far as they vote, are enough. */
  isQuorum(ids: ReadonlySet<number>): boolean
  /** All that may vote. */
  readonly voters: readonly number[]
  /** A server without weight never leads. */
  weightOf(id: number): number
}

/** More than half of the voters. */
export function majorityQuorum(voters: readonly number[]): Quorum {
  const all = new Set(voters)
  return {
    voters,
    isVoter: (id) => all.has(id),
    isQuorum: (ids) => voters.filter((id) => ids.has(id)).length > voters.length / 2,
    weightOf: () => 1,
  }
}

/** More than half of the weight in more than half of the groups; groups without weight don't count. */
export function hierarchicalQuorum(
  voters: readonly number[],
  groupOf: ReadonlyMap<number, number>,
  weights: ReadonlyMap<number, number>,
): Quorum {
  const all = new Set(voters)
  const weightOf = (id: number) => weights.get(id) ?? 1
  const total = sumByGroup(voters, groupOf, weightOf)
  const counting = [...total].filter(([, weight]) => weight > 0)
  return {
    voters,
    isVoter: (id) => all.has(id),
    isQuorum(ids) {
      const here = sumByGroup(
        voters.filter((id) => ids.has(id)),
        groupOf,
        weightOf,
      )
      const won = counting.filter(([group, weight]) => (here.get(group) ?? 0) > weight / 2)
      return won.length > counting.length / 2
    },
    weightOf,
  }
}

function sumByGroup(
  ids: readonly number[],
  groupOf: ReadonlyMap<number, number>,
  weightOf: (id: number) => number,
): Map<number, number> {
  const sums = new Map<number, number>()
  for (const id of ids) {
    const group = groupOf.get(id)
    if (group !== undefined) sums.set(group, (sums.get(group) ?? 0) + weightOf(id))
  }
  return sums
}
