import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { realKafka } from '../../../kit/real-kafka.ts'
import { assigned, assignors, type GroupCase, joinedMembers, type NamedAssignment } from './group-case.ts'
import { groupHistory } from './group-history.ts'

if (realKafka === undefined)
  console.log("No Java or no real Kafka here: our assignors are held against Kafka's recorded answers only")

const historiesEach = 60
const rebalances = 6
/** Set it to write recorded.jsonl anew. */
const { KAFKABOX_RECORD_ASSIGNMENTS: records } = process.env

function line({ assignor, topics, members }: GroupCase): string {
  const partitions = (racks: readonly (readonly string[])[]) => racks.map((names) => names.join('+') || '-').join(',')
  const existing = Object.entries(topics).filter(([, racks]) => racks.length > 0)
  const joined = joinedMembers({ assignor, topics, members }).map(
    ({ memberId, groupInstanceId, metadata }) => `${memberId}/${groupInstanceId ?? ''}/${metadata.toString('hex')}`,
  )
  return [assignor, existing.map(([name, racks]) => `${name}:${partitions(racks)}`).join(' '), joined.join(' ')].join(
    '\t',
  )
}

/** Java's assignments; undefined where it fails. */
function askJava(libs: string, cases: readonly GroupCase[]): (NamedAssignment | undefined)[] {
  const options = [
    '-XX:TieredStopAtLevel=1',
    '-cp',
    path.join(libs, '*'),
    path.join(import.meta.dirname, 'Assignments.java'),
  ]
  const { stdout, stderr, status } = spawnSync('java', options, {
    input: cases.map((group) => `${line(group)}\n`).join(''),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })
  if (status !== 0) throw new Error(stderr)
  return stdout.trimEnd().split('\n').map(answer)
}

function answer(text: string): NamedAssignment | undefined {
  if (text.startsWith('!')) return undefined
  const members = text.split('\t').map((member) => member.split(' '))
  return Object.fromEntries(members.map(([id = '', ...partitions]) => [id, partitions]))
}

/** Kafka's sticky assignors fail on some groups with racks, and give some members what they do not want: there ours differ. */
function isWanted({ members }: GroupCase, java: NamedAssignment): boolean {
  const topicOf = (partition: string) => partition.slice(0, partition.lastIndexOf('-'))
  return members.every(
    ({ id, topics }) => topics.length > 0 && java[id]?.every((partition) => topics.includes(topicOf(partition))),
  )
}

describe.skipIf(realKafka === undefined)("Kafka's own assignors", () => {
  test('share out partitions as ours do, before and after rebalances', () => {
    const seeds = Array.from({ length: historiesEach }, (_, seed) => seed)
    const cases = assignors
      .flatMap(({ name }) => seeds.flatMap((seed) => groupHistory(name, seed, rebalances)))
      .filter(({ topics }) => Object.values(topics).some((racks) => racks.length > 0))
    const answers = askJava(realKafka?.libs ?? '', cases)
    const answered = cases.flatMap((group, index) => {
      const java = answers[index]
      return java === undefined || !isWanted(group, java) ? [] : [{ group, java }]
    })
    for (const { group, java } of answered) expect(assigned(group), JSON.stringify(group)).toEqual(java)
    expect(answered.length).toBeGreaterThan(cases.length * 0.8)
    if (records) {
      const some = answered.filter((_, index) => index % 29 === 0).map((recorded) => JSON.stringify(recorded))
      writeFileSync(path.join(import.meta.dirname, 'recorded.jsonl'), `${some.join('\n')}\n`)
    }
  })
})
