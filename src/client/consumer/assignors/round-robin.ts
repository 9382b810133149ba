import { type Assignor, byIdentity, emptyAssignment, partitionsOf, wantedTopics } from './assignor.ts'

/** All partitions of all topics one after the other, each to the next member that wants it. */
export const roundRobinAssignor: Assignor = {
  name: 'roundrobin',
  isCooperative: false,
  userData: () => null,
  assign(members, topics) {
    const assignment = emptyAssignment(members)
    const circle = [...members].sort(byIdentity)
    let turn = 0
    for (const topic of wantedTopics(members, topics).sort()) {
      for (const partition of partitionsOf(topic, topics)) {
        while (!circle[turn % circle.length]?.topics.includes(topic)) turn++
        assignment.get(circle[turn++ % circle.length]?.memberId ?? '')?.push(partition)
      }
    }
    return assignment
  },
}
