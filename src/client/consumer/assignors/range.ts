import { type Assignor, byIdentity, emptyAssignment, wantedTopics } from './assignor.ts'

/** Each topic on its own: the first members get one partition more when it does not come out even. */
export const rangeAssignor: Assignor = {
  name: 'range',
  isCooperative: false,
  userData: () => null,
  assign(members, partitionCounts) {
    const assignment = emptyAssignment(members)
    for (const topic of wantedTopics(members, partitionCounts)) {
      const takers = members.filter(({ topics }) => topics.includes(topic)).sort(byIdentity)
      const count = partitionCounts.get(topic) ?? 0
      const share = Math.floor(count / takers.length)
      const withOneMore = count % takers.length
      let next = 0
      takers.forEach(({ memberId }, index) => {
        const end = next + share + (index < withOneMore ? 1 : 0)
        for (; next < end; next++) assignment.get(memberId)?.push({ topic, partition: next })
      })
    }
    return assignment
  },
}
