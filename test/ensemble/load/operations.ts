import type { SeededRandom } from '../../simulation/seeded-random.ts'
import type { Work } from './worker.ts'

/** Something to do; may reject with a ZooKeeperError. */
export type Operation = (work: Work) => Promise<unknown>

/** Parents that are there from the beginning to the end. */
export const folders = ['/r', '/e', '/q'] as const

const registers = ['/r/0', '/r/1', '/r/2', '/r/3']
const ephemerals = ['/e/0', '/e/1', '/e/2']
/** Those that everyone knows the names of. */
export const nodes: readonly string[] = [...registers, ...ephemerals]

const text = (value: string) => Buffer.from(value)
const register = ({ random }: Work) => random.pick(registers)
const anyNode = ({ random }: Work) => random.pick(random.chance(0.6) ? registers : ephemerals)

const set: Operation = (work) => work.client.set(register(work), text(work.unique()))

/** Only if nobody else was faster. */
const compareAndSet: Operation = async (work) => {
  const path = register(work)
  const { stat } = await work.client.get(path)
  await work.client.set(path, text(work.unique()), stat.version)
}

const setBlindly: Operation = (work) => work.client.set(register(work), text(work.unique()), work.random.int(4))
const create: Operation = (work) => work.client.create(register(work), text(work.unique()))
const remove: Operation = (work) =>
  work.client.delete(register(work), work.random.chance(0.3) ? work.random.int(4) : -1)
const removeEphemeral: Operation = (work) => work.client.delete(work.random.pick(ephemerals))

const createEphemeral: Operation = (work) =>
  work.client.create(work.random.pick(ephemerals), text(work.unique()), { mode: 'ephemeral' })

const createSequential: Operation = (work) => {
  const mode = work.random.pick(['persistentSequential', 'ephemeralSequential'] as const)
  return work.client.create('/q/n-', text(work.unique()), { mode })
}

const removeSequential: Operation = async (work) => {
  const { children } = await work.client.children('/q')
  if (children.length > 0) await work.client.delete(`/q/${work.random.pick(children.sort())}`)
}

const watched = (work: Work, path: string, probability: number) =>
  work.random.chance(probability) ? { watch: work.handler(path) } : {}

const get: Operation = (work) => {
  const path = anyNode(work)
  return work.client.get(path, watched(work, path, 0.4))
}

const exists: Operation = (work) => {
  const path = anyNode(work)
  return work.client.exists(path, watched(work, path, 0.5))
}

const children: Operation = (work) => {
  const path = work.random.pick(folders)
  return work.client.children(path, watched(work, path, 0.5))
}

const synced: Operation = (work) => {
  const path = anyNode(work)
  return Promise.all([work.client.sync(path), work.client.exists(path)])
}

/** Two registers at once. */
const setBoth: Operation = (work) => {
  const [first, second] = twoOf(work)
  return work.client.multi([
    { type: 'set', path: first, data: text(work.unique()) },
    { type: 'set', path: second, data: text(work.unique()) },
  ])
}

/** One goes when the other one comes. */
const exchange: Operation = (work) => {
  const [first, second] = twoOf(work)
  return work.client.multi([
    { type: 'delete', path: first },
    { type: 'create', path: second, data: text(work.unique()) },
  ])
}

const checkAndSet: Operation = async (work) => {
  const [first, second] = twoOf(work)
  const stat = await work.client.exists(first)
  await work.client.multi([
    { type: 'check', path: first, version: stat?.version ?? 0 },
    { type: 'set', path: second, data: text(work.unique()) },
  ])
}

function twoOf({ random }: Work): [string, string] {
  const first = random.int(registers.length)
  const second = (first + 1 + random.int(registers.length - 1)) % registers.length
  return [registers[first] ?? '/r/0', registers[second] ?? '/r/1']
}

/** By how often they are chosen. */
const operations: readonly (readonly [Operation, number])[] = [
  ...[[set, 10] as const, [compareAndSet, 6] as const, [setBlindly, 3] as const],
  ...[[create, 10] as const, [remove, 5] as const],
  ...[[createEphemeral, 8] as const, [removeEphemeral, 3] as const],
  ...[[createSequential, 8] as const, [removeSequential, 5] as const],
  ...[[get, 12] as const, [exists, 8] as const, [children, 5] as const, [synced, 7] as const],
  ...[[setBoth, 5] as const, [exchange, 4] as const, [checkAndSet, 4] as const],
]

export function anyOperation(random: SeededRandom): Operation {
  let left = random.int(operations.reduce((sum, [, weight]) => sum + weight, 0))
  for (const [operation, weight] of operations) {
    left -= weight
    if (left < 0) return operation
  }
  return set
}
