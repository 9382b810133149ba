import { setTimeout as pause } from 'node:timers/promises'
import { FindCoordinator } from '../../../src/wire/kafka/find-coordinator.ts'
import { Heartbeat } from '../../../src/wire/kafka/heartbeat.ts'
import { JoinGroup } from '../../../src/wire/kafka/join-group.ts'
import { LeaveGroup } from '../../../src/wire/kafka/leave-group.ts'
import { SyncGroup } from '../../../src/wire/kafka/sync-group.ts'
import { LoadConnection } from './connection.ts'
import type { Figures } from './modes.ts'
import type { LoadOptions } from './options.ts'
import { leadersOf, type Target } from './topics.ts'

const error = { unknownMember: 25, illegalGeneration: 22, rebalanceInProgress: 27, memberIdRequired: 79 }
const tryAgain = new Set([14, 15, 16, error.rebalanceInProgress])

export async function coordinatorOf(target: Target, key: string): Promise<Target> {
  const connection = await LoadConnection.open(target.host, target.port)
  for (let attempt = 0; attempt < 300; attempt++) {
    const answer = await connection.call(FindCoordinator, 1, { key, keyType: 0 })
    if (answer.errorCode === 0) {
      connection.close()
      return { host: answer.host, port: answer.port }
    }
    await pause(100)
  }
  throw new Error('no coordinator')
}

export class Member {
  id = ''
  generation = -1
  /** The leader's list of members. */
  members: string[] = []
  settled = false
  readonly #connection: LoadConnection
  readonly #groupId: string

  constructor(connection: LoadConnection, groupId: string) {
    this.#connection = connection
    this.#groupId = groupId
  }

  async join(metadata: Buffer): Promise<void> {
    for (;;) {
      const answer = await this.#connection.call(JoinGroup, 5, {
        groupId: this.#groupId,
        sessionTimeoutMs: 30_000,
        rebalanceTimeoutMs: 60_000,
        memberId: this.id,
        groupInstanceId: null,
        protocolType: 'consumer',
        protocols: [{ name: 'range', metadata }],
      })
      if (answer.errorCode === error.memberIdRequired) this.id = answer.memberId
      else if (answer.errorCode === error.unknownMember) this.id = ''
      else if (tryAgain.has(answer.errorCode)) await pause(20)
      else if (answer.errorCode !== 0) throw new Error(`join ${answer.errorCode}`)
      else {
        this.id = answer.memberId
        this.generation = answer.generationId
        this.members = answer.leader === answer.memberId ? answer.members.map(({ memberId }) => memberId) : []
        return
      }
    }
  }

  async sync(): Promise<number> {
    const { errorCode } = await this.#connection.call(SyncGroup, 3, {
      groupId: this.#groupId,
      generationId: this.generation,
      memberId: this.id,
      groupInstanceId: null,
      assignments: this.members.map((memberId) => ({ memberId, assignment: Buffer.alloc(32) })),
    })
    return errorCode
  }

  async heartbeat(): Promise<number> {
    const body = { groupId: this.#groupId, generationId: this.generation, memberId: this.id }
    return (await this.#connection.call(Heartbeat, 1, body)).errorCode
  }

  async leave(): Promise<void> {
    await this.#connection.call(LeaveGroup, 1, { groupId: this.#groupId, memberId: this.id })
  }
}

/** Every member joins with new metadata, syncs and heartbeats until all are in one generation; gives the milliseconds. */
async function settle(members: readonly Member[], metadata: Buffer): Promise<number> {
  const begun = performance.now()
  let end: number | undefined
  const stable = () => {
    const together = members.every((member) => member.settled && member.generation === members[0]?.generation)
    return together && members.some((member) => member.members.length === members.length)
  }
  for (const member of members) member.settled = false
  async function run(member: Member): Promise<void> {
    while (end === undefined) {
      member.settled = false
      await member.join(metadata)
      const failed = await member.sync()
      if (failed === error.unknownMember) member.id = ''
      if (failed !== 0) continue
      member.settled = true
      if (stable()) end = performance.now()
      while (end === undefined && (await member.heartbeat()) === 0) await pause(3)
    }
  }
  await Promise.all(members.map(run))
  return (end ?? performance.now()) - begun
}

export function subscription(topic: string, userData: string): Buffer {
  const name = Buffer.from(topic)
  const data = Buffer.from(userData)
  const head = Buffer.alloc(8)
  head.writeInt32BE(1, 2)
  head.writeInt16BE(name.length, 6)
  const size = Buffer.alloc(4)
  size.writeInt32BE(data.length, 0)
  return Buffer.concat([head, name, size, data])
}

export async function group(options: LoadOptions): Promise<Figures> {
  const topic = options.text('topic', 'bench')
  await leadersOf(options.target, { name: topic, partitions: options.number('partitions', 10), replicationFactor: 1 })
  const groupId = options.text('group', `bench-g${Date.now()}`)
  const { host, port } = await coordinatorOf(options.target, groupId)
  const members: Member[] = []
  for (let i = 0; i < options.number('members', 10); i++) {
    members.push(new Member(await LoadConnection.open(host, port), groupId))
  }
  const firstMs = await settle(members, subscription(topic, 'first'))
  const times: number[] = []
  for (let round = 0; round < options.number('rounds', 10); round++) {
    times.push(await settle(members, subscription(topic, `round ${round}`)))
  }
  for (const member of members) await member.leave()
  return { firstMs, rebalanceMs: times.sort((a, b) => a - b)[times.length >> 1] }
}
