import { type Assignor, byIdentity, emptyAssignment, wantedTopics } from './assignor.ts'

/** All partitions of all topics one after the other, each to the next member that wants it. */
export const roundRobinAssignor: Assignor = {
  name: 'roundrobin',
  isCooperative: false,
  userData: () => null,
  assign(members, partitionCounts) {
    const assignment = emptyAssignment(members)
    const circle = [...members].sort(byIdentity)
    let turn = 0
    for (const topic of wantedTopics(members, partitionCounts)) {
      for (let partition = 0; partition < (partitionCounts.get(topic) ?? 0); partition++) {
        while (!circle[turn % circle.length]?.topics.includes(topic)) turn++
        assignment.get(circle[turn++ % circle.length]?.memberId ?? '')?.push({ topic, partition })
      }
    }
    return assignment
  },
}
