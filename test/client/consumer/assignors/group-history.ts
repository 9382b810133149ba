import { assigned, type CaseMember, type GroupCase } from './group-case.ts'

type Random = (below: number) => number

/** A group's rebalances, each after some change: members come and go, miss a rebalance or change their mind, topics grow and vanish. */
export function groupHistory(assignor: string, seed: number, rebalances: number): GroupCase[] {
  const random = seeded(seed)
  const draw = { random, ...traits(random) }
  const cases: GroupCase[] = []
  let group: GroupCase = {
    assignor,
    topics: Object.fromEntries(draw.topicNames.map((name) => [name, times(random(9), () => draw.racks())])),
    members: times(1 + random(7), () => newMember(draw)),
  }
  for (let generation = 1; generation <= rebalances; generation++) {
    cases.push(group)
    const after = assigned(group)
    const members = group.members.map((member): CaseMember => {
      const hasMissedIt = random(10) === 0
      return hasMissedIt ? member : { ...member, last: { generation, partitions: after[member.id] ?? [] } }
    })
    group = changed({ ...group, members }, draw)
  }
  return cases
}

interface Draw {
  readonly random: Random
  readonly topicNames: readonly string[]
  readonly isUniform: boolean
  racks(): string[]
  member(): Partial<CaseMember>
}

function traits(random: Random): Omit<Draw, 'random'> {
  const names = ['r1', 'r2', 'r3', 'r4'].slice(0, random(2) === 0 ? 0 : 1 + random(4))
  const hasInstances = random(3) === 0
  const topicNames = times(1 + random(5), (index) => `${['t', 'topic-', 'a.b_'][random(3)]}${random(100)}${index}`)
  return {
    topicNames,
    isUniform: random(2) === 0,
    racks: () => names.filter(() => random(2) === 0),
    member() {
      const instance = hasInstances && random(2) === 0 ? { instance: `i${random(1000)}` } : {}
      const rack = names[random(5)]
      return { ...instance, ...(rack === undefined ? {} : { rack }) }
    },
  }
}

function newMember({ random, topicNames, isUniform, member }: Draw): CaseMember {
  const topics = isUniform ? topicNames : topicNames.filter(() => random(5) < 3)
  return { id: `${['m', 'consumer-1'][random(2)]}-${random(1_000_000_000)}`, topics, ...member() }
}

function changed(group: GroupCase, draw: Draw): GroupCase {
  const { random } = draw
  const { topics, members } = group
  const topicNames = Object.keys(topics)
  const topic = topicNames[random(topicNames.length)] ?? ''
  const without = members.filter((_, index) => index !== random(members.length))
  switch (random(6)) {
    case 0:
      return { ...group, members: [...members, newMember(draw)] }
    case 1:
      return { ...group, members: without.length > 0 ? without : members }
    case 2:
      return { ...group, topics: { ...topics, [topic]: [...(topics[topic] ?? []), draw.racks(), draw.racks()] } }
    case 3: {
      const rest = Object.entries(topics).filter(([name]) => name !== topic)
      return { ...group, topics: rest.length > 0 ? Object.fromEntries(rest) : topics }
    }
    case 4: {
      const changeMind = (member: CaseMember) =>
        !draw.isUniform && random(3) === 0 ? { ...member, topics: newMember(draw).topics } : member
      return { ...group, members: members.map(changeMind) }
    }
    default:
      return { ...group, members: [...without.slice(random(2)), newMember(draw), newMember(draw)] }
  }
}

function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index))
}

function seeded(seed: number): Random {
  let state = (seed + 1) * 0x9e3779b1
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below)
  }
}
