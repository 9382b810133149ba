import { setTimeout as pause } from 'node:timers/promises'
import { LoadConnection } from './connection.ts'
import { coordinatorOf, Member, subscription } from './group.ts'
import type { Figures } from './modes.ts'
import type { LoadOptions } from './options.ts'
import { clusterMetadata, leadersOf } from './topics.ts'

const atOnce = 50
const heartbeatMs = 3000

/** Tells the harness that all is there, and keeps it until the harness ends this process. */
async function hold(): Promise<Figures> {
  process.stderr.write('HELD\n')
  await new Promise(() => {
    setInterval(() => {}, 60_000)
  })
  return {}
}

async function some(count: number, make: (index: number) => Promise<void>): Promise<void> {
  let next = 0
  const lane = async () => {
    while (next < count) await make(next++)
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, count) }, lane))
}

/** So many idle connections, spread over all brokers. */
export async function holdConnections(options: LoadOptions): Promise<Figures> {
  const { host, port } = options.target
  const bootstrap = await LoadConnection.open(host, port)
  const { brokers } = await clusterMetadata(bootstrap, [])
  await some(options.number('count', 10), async (index) => {
    const broker = brokers[index % brokers.length]
    if (broker) await clusterMetadata(await LoadConnection.open(broker.host, broker.port), [])
  })
  return hold()
}

/** So many groups of one member, which sends its heartbeats as consumers do; over few connections. */
export async function holdGroups(options: LoadOptions): Promise<Figures> {
  const topic = options.text('topic', 'held')
  await leadersOf(options.target, { name: topic, partitions: 1, replicationFactor: options.number('rf', 1) })
  const connections = new Map<string, Promise<LoadConnection>>()
  await some(options.number('count', 10), async (index) => {
    const groupId = `held-${options.number('count', 10)}-${index}`
    const { host, port } = await coordinatorOf(options.target, groupId)
    const lane = `${host}:${port}:${index % atOnce}`
    const connection = connections.get(lane) ?? LoadConnection.open(host, port)
    connections.set(lane, connection)
    const member = new Member(await connection, groupId)
    await member.join(subscription(topic, ''))
    await member.sync()
    void beat(member, (index * heartbeatMs) / options.number('count', 10))
  })
  return hold()
}

async function beat(member: Member, firstMs: number): Promise<void> {
  for (let wait = firstMs; ; wait = heartbeatMs) {
    await pause(wait)
    await member.heartbeat()
  }
}

/** Milliseconds of the median of answers about every topic, and the first one. */
export async function metadataTime(options: LoadOptions): Promise<Figures> {
  const connection = await LoadConnection.open(options.target.host, options.target.port)
  const times: number[] = []
  for (let i = 0; i < 21; i++) {
    const begun = performance.now()
    await clusterMetadata(connection, null)
    times.push(performance.now() - begun)
  }
  return { metadataMs: times.toSorted((a, b) => a - b)[10] }
}
