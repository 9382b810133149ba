import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { alternate, type Run } from './sections.ts'
import type { Figures } from './side.ts'
import { ZooKeeperSide } from './zookeeper-side.ts'

interface Sides {
  readonly a: ZooKeeperSide
  readonly b: ZooKeeperSide
}

const operations = ['create', 'set', 'get'] as const
const nodes = 100_000

/** ZooKeeper servers by themselves: start, memory, and requests of 1 and 50 clients, alone and in an ensemble of three. */
export async function zookeeper(run: Run): Promise<void> {
  const { zookeeperLoad } = run
  const side = (name: 'a' | 'b', bin: string, port: number) => {
    const folder = path.join(run.work, `zookeeper-${name}`)
    mkdirSync(folder, { recursive: true })
    return new ZooKeeperSide({ folder, bin, load: zookeeperLoad, port })
  }
  const sides = { a: side('a', run.a.bin, 12301), b: side('b', run.b.bin, 12331) }
  try {
    await started(run, sides)
    await served(run, sides, 1)
    await served(run, sides, 3)
    await kept(run, sides)
    await snapshots(run, sides)
  } finally {
    for (const each of [sides.a, sides.b]) await each.stop()
  }
}

async function started(run: Run, sides: Sides): Promise<void> {
  const rounds = await alternate(sides, run.quick ? 2 : 5, async (side) => {
    const ms = await side.start(1)
    await pause(500)
    const figures = { ms, memory: side.memory }
    await side.stop()
    return figures
  })
  add(run, 'spawn to first answer', 'ms', rounds, 'ms')
  add(run, 'memory idle', 'MiB', rounds, 'memory')
}

/** The rows of requests, on warm servers; both sides run all the time, and are asked in turn. */
async function served(run: Run, sides: Sides, size: number): Promise<void> {
  for (const side of [sides.a, sides.b]) await side.start(size)
  await warm(run, sides)
  const seconds = run.quick ? 2 : 5
  for (const clients of [1, 50]) {
    for (const operation of operations) {
      const rounds = await alternate(sides, run.rounds, (side, round) =>
        side.load(operation, { clients, seconds, root: `/${operation}-${clients}-${round}` }),
      )
      const label = `${size > 1 ? 'ensemble' : 'alone'}: ${operation}, ${clients} client${clients > 1 ? 's' : ''}`
      add(run, label, 'ops/cpu-s', rounds, 'perCpuSecond')
      add(run, label, 'ops/s', rounds, 'perSecond')
      add(run, label, 'p99 ms', rounds, 'p99')
    }
  }
  const memory = { a: [{ memory: sides.a.memory }], b: [{ memory: sides.b.memory }] }
  add(run, `${size > 1 ? 'ensemble' : 'alone'}: memory after these`, 'MiB', memory, 'memory')
  for (const side of [sides.a, sides.b]) await side.stop()
}

/** A JIT compiler has seen each kind of request some ten thousand times then. */
async function warm(run: Run, sides: Sides): Promise<void> {
  const seconds = run.quick ? 3 : 6
  for (const operation of operations) {
    for (const side of [sides.a, sides.b]) await side.load(operation, { clients: 50, seconds, root: '/warm' })
  }
}

/** What the servers keep: nodes of 1 KiB, and a watch on each. */
async function kept(run: Run, sides: Sides): Promise<void> {
  const rounds = await alternate(sides, 1, async (side) => {
    await side.start(1)
    await side.load('fill', { count: nodes, size: 1024, depth: 100 })
    await pause(1000)
    const filled = side.memory
    const release = await side.hold('watch', { count: nodes, depth: 100 })
    const watched = side.memory
    release()
    await side.stop()
    return { filled, watched }
  })
  add(run, `memory with ${nodes} nodes of 1 KiB`, 'MiB', rounds, 'filled')
  add(run, 'and as many watches', 'MiB', rounds, 'watched')
}

/** Writes while a large tree goes to the disk again and again. */
async function snapshots(run: Run, sides: Sides): Promise<void> {
  const rounds = await alternate(sides, 1, async (side) => {
    await side.start(1, { snapCount: 20_000 })
    await side.load('fill', { count: 2 * nodes, depth: 100 })
    const figures = await side.load('set', { clients: 50, warm: 2, seconds: 6 })
    await side.stop()
    return figures
  })
  const label = `set, 50 clients, snapshots of ${2 * nodes} nodes`
  add(run, label, 'p99 ms', rounds, 'p99')
  add(run, label, 'max ms', rounds, 'max')
  add(run, label, 'ops/cpu-s', rounds, 'perCpuSecond')
}

function add(run: Run, name: string, unit: string, rounds: { a: Figures[]; b: Figures[] }, key: string): void {
  run.report.add('zookeeper', name, unit, rounds, key)
}
