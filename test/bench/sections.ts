import { setTimeout as pause } from 'node:timers/promises'
import { addThereAndBack, consoleClient, lineFiles, thereAndBack } from './line-clients.ts'
import type { Report } from './report.ts'
import type { Figures, Side } from './side.ts'

export interface Run {
  a: Side
  b: Side
  report: Report
  /** Rounds of a row. */
  rounds: number
  quick: boolean
  /** Replication factor of the topics that the load goes to. */
  rf: number
  /** Lines for the console tools. */
  lines: number
  /** No other side was given. */
  alone: boolean
  /** In which directions growth goes. */
  of: readonly string[]
  /** The largest size of growth. */
  most: number
  work: string
  /** The bundled load generator for ZooKeeper. */
  zookeeperLoad: string
}

/** A before B, then B before A, and so on, so that neither side always has the warmer machine. */
export function inTurn(run: Run, rounds: number, measure: (side: Side, round: number) => Promise<Figures>) {
  return alternate(run, rounds, measure)
}

/** The same, for whatever stands for the two sides. */
export async function alternate<S>(
  sides: { readonly a: S; readonly b: S },
  rounds: number,
  measure: (side: S, round: number) => Promise<Figures>,
) {
  const result: { a: Figures[]; b: Figures[] } = { a: [], b: [] }
  for (let round = 0; round < rounds; round++) {
    const order = [
      { side: sides.a, into: result.a },
      { side: sides.b, into: result.b },
    ]
    if (round % 2 === 1) order.reverse()
    for (const { side, into } of order) into.push(await measure(side, round))
  }
  return result
}

export async function startup(run: Run): Promise<void> {
  const rounds = await inTurn(run, run.quick ? 2 : 5, async (side) => {
    const { zookeeperMs, brokerMs } = await side.start()
    await pause(500)
    const figures = {
      zookeeperMs,
      brokerMs,
      zookeeper: side.zookeeperMemory(),
      broker: side.brokerMemory(),
      cpu: side.brokerCpu(),
    }
    await side.stop()
    return figures
  })
  const add = (name: string, unit: string, key: string) => run.report.add('startup', name, unit, rounds, key)
  add('zookeeper: spawn to first answer', 'ms', 'zookeeperMs')
  add('broker: spawn to first Metadata', 'ms', 'brokerMs')
  add('zookeeper memory idle', 'MiB', 'zookeeper')
  add('broker memory idle', 'MiB', 'broker')
  add('broker CPU to start', 's', 'cpu')
}

export async function e2e(run: Run): Promise<void> {
  const load = (n: number, warm: number) => (side: Side) => side.load('e2e', { topic: 'e2e', n, warm, rf: run.rf })
  await inTurn(run, 1, load(2000, 1000))
  const rounds = await inTurn(run, run.rounds, load(run.quick ? 1000 : 3000, 200))
  for (const [key, label] of [
    ['endToEndP50', 'end to end p50'],
    ['endToEndP99', 'end to end p99'],
    ['ackP50', 'acknowledgement p50'],
    ['ackP99', 'acknowledgement p99'],
  ] as const) {
    run.report.add('e2e', `${label} (100 B, acks=all)`, 'ms', rounds, key)
  }
}

/** A JIT-compiled broker needs some hundred MB before its CPU for a byte settles. */
export async function warmUp(run: Run): Promise<void> {
  const mb = run.quick ? 96 : 384
  for (const side of [run.a, run.b]) {
    for (const [topic, record, codec] of [
      ['w1', 100, 'none'],
      ['w2', 1024, 'none'],
      ['w3', 100, 'lz4'],
    ] as const) {
      await side.load('produce', { topic, record, codec, rf: run.rf, mb })
      if (topic === 'w2') await side.load('consume', { topic, mb: 256 })
      await side.load('rmtopic', { topic })
    }
  }
}

export async function produce(run: Run): Promise<void> {
  const usual = {
    record: 1024,
    codec: 'none',
    partitions: 6,
    acks: 'all',
    batch: 16384,
    conns: 1,
    mb: run.quick ? 96 : 256,
  }
  const loads = [
    usual,
    { ...usual, record: 100, partitions: 1 },
    { ...usual, codec: 'lz4', partitions: 1 },
    { ...usual, conns: 8 },
    { ...usual, batch: 524288 },
    { ...usual, record: 100, partitions: 1, batch: 983040 },
    { ...usual, partitions: 1, batch: 1200, mb: 16 },
  ]
  for (const [number, options] of loads.entries()) {
    const topic = `p${number}`
    const rounds = await inTurn(run, run.rounds, async (side) => {
      const figures = await side.load('produce', { topic, ...options, rf: run.rf, 'warm-mb': options.mb / 4 })
      await side.load('rmtopic', { topic })
      return figures
    })
    const { record, codec, partitions, batch, conns } = options
    const size = batch < 2048 ? 'one record' : `batch ${Math.round(batch / 1024)}K`
    const label = `${record} B ${codec} ${partitions}p ${size}${conns > 1 ? ` ${conns} connections` : ''}`
    run.report.add('produce', label, 'MB/s', rounds, 'mbps')
    run.report.add('produce', label, 'cpu-s/GB', rounds, 'cpuPerGb')
    run.report.add('produce', label, 'ack p99 ms', rounds, 'ackP99')
  }
  addMemory(run, 'produce')
}

function addMemory(run: Run, section: string): void {
  const rounds = { a: [{ memory: run.a.brokerMemory() }], b: [{ memory: run.b.brokerMemory() }] }
  run.report.add(section, 'broker memory after load', 'MiB', rounds, 'memory')
}

export async function consume(run: Run): Promise<void> {
  const mb = run.quick ? 256 : 1024
  for (const [record, codec, partitions, conns] of [
    [1024, 'none', 1, 1],
    [1024, 'none', 6, 1],
    [100, 'lz4', 6, 1],
    [1024, 'none', 1, 10],
  ] as const) {
    const topic = `c-${record}-${codec}-${partitions}`
    const made = { topic, record, codec, partitions, batch: 16384, rf: run.rf, mb: run.quick ? 96 : 256 }
    if (conns === 1) for (const side of [run.a, run.b]) await side.load('produce', made)
    await inTurn(run, 1, (side) => side.load('consume', { topic, mb: mb / 4 }))
    const rounds = await inTurn(run, run.rounds, (side) => side.load('consume', { topic, mb, conns }))
    const label = `${record} B ${codec} ${partitions}p ${conns} connection${conns > 1 ? 's' : ''}`
    run.report.add('consume', label, 'MB/s', rounds, 'mbps')
    run.report.add('consume', label, 'cpu-s/GB', rounds, 'cpuPerGb')
  }
  addMemory(run, 'consume')
}

export async function group(run: Run): Promise<void> {
  for (const members of run.quick && run.rf === 1 ? [10] : [10, 50]) {
    const load = (side: Side) => side.load('group', { topic: 'grp', members, rounds: 10 })
    await inTurn(run, 1, load)
    const rounds = await inTurn(run, run.rounds, load)
    run.report.add('group', `${members} members: all rejoin and sync`, 'ms', rounds, 'rebalanceMs')
    run.report.add('group', `${members} members: first join to stable`, 'ms', rounds, 'firstMs')
  }
}

export async function topics(run: Run): Promise<void> {
  const n = run.quick ? 20 : 100
  const rounds = await inTurn(run, run.quick ? 2 : 3, (side, round) =>
    side.load('topics', { n, partitions: 10, tag: `ct${round}`, rf: run.rf }),
  )
  run.report.add('topics', `create ${n} topics of 10 partitions`, 'topics/s', rounds, 'topicsPerSecond')
  run.report.add('topics', `delete ${n} topics`, 's', rounds, 'deleteSeconds')
}

export async function scale(run: Run): Promise<void> {
  for (const partitions of run.quick ? [1000] : [10, 100, 1000]) {
    const rounds = await inTurn(run, run.quick ? 1 : 2, async (side, round) => {
      const topic = `sc${partitions}-${round}`
      const made = await side.load('mktopic', { topic, partitions, rf: run.rf })
      const written = await side.load('produce', {
        topic,
        partitions,
        rf: run.rf,
        record: 1024,
        mb: 128,
        'warm-mb': 32,
      })
      const read = await side.load('consume', { topic, mb: 256 })
      const memory = side.brokerMemory()
      await side.load('rmtopic', { topic })
      return { readyMs: made.readyMs, written: written.cpuPerGb, read: read.cpuPerGb, memory }
    })
    const add = (name: string, unit: string, key: string) =>
      run.report.add('scale', `${partitions} partitions: ${name}`, unit, rounds, key)
    add('create until all have leaders', 'ms', 'readyMs')
    add('produce 1 KiB records', 'cpu-s/GB', 'written')
    add('consume', 'cpu-s/GB', 'read')
    add('broker memory', 'MiB', 'memory')
  }
}

/** Lines through the console tools, to a topic and back. */
export async function consoleTools(run: Run): Promise<void> {
  const { lines } = run
  const files = lineFiles(run)
  const rounds = await inTurn(run, run.quick ? 2 : 3, (side, round) =>
    thereAndBack(run, side, consoleClient(side, lines), files, `console-${round}`),
  )
  addThereAndBack(run, 'console', rounds, {
    linesPerSecond: [`kafka-console-producer, ${lines} lines`, `kafka-console-consumer, ${lines} lines`],
    use: ['kafka-console-producer', 'kafka-console-consumer'],
  })
}
