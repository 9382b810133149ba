import { setTimeout as pause } from 'node:timers/promises'
import type { Run } from './sections.ts'
import type { Figures, Side } from './side.ts'

const idleMs = 10_000

/** What a cluster costs at rest, and to start, as it grows in each direction; one row for each size and side. */
export async function growth(run: Run): Promise<void> {
  const sides = run.alone ? [run.a] : [run.a, run.b]
  for (const side of sides) for (const what of run.of) await growing[what]?.(run, side)
}

export const growing: Record<string, (run: Run, side: Side) => Promise<void>> = {
  partitions: partitionsGrow,
  brokers: brokersGrow,
  connections: connectionsGrow,
  groups: groupsGrow,
}

const sizes = (most: number) => [10, 100, 1000, 10_000].filter((size) => size <= most)

async function partitionsGrow(run: Run, side: Side): Promise<void> {
  for (const partitions of sizes(run.most)) {
    await side.start()
    const made = await side.load('mktopics', { tag: 'grow', partitions, rf: run.rf })
    const rest = await atRest(side)
    const metadata = await side.load('metadata', {})
    await side.killBrokers()
    const since = Date.now()
    side.startBrokers()
    const started = await side.load('all-lead', { partitions, since })
    const { leadersMs, inSyncMs } = started
    tell(run, side, 'partitions', partitions, { ...rest, readyMs: made.readyMs, ...metadata, leadersMs, inSyncMs })
    await side.stop()
  }
}

async function brokersGrow(run: Run, side: Side): Promise<void> {
  for (const brokers of [1, 3, 5, 7]) {
    const begun = performance.now()
    await side.start(brokers)
    const startMs = performance.now() - begun
    const made = await side.load('mktopics', { tag: 'grow', partitions: 100, rf: Math.min(3, brokers) })
    tell(run, side, 'brokers', brokers, { ...(await atRest(side)), startMs, readyMs: made.readyMs })
    await side.stop()
  }
}

async function connectionsGrow(run: Run, side: Side): Promise<void> {
  await side.start()
  for (const count of sizes(run.most)) await held(run, side, 'connections', count)
  await side.stop()
}

async function groupsGrow(run: Run, side: Side): Promise<void> {
  await side.start()
  for (const count of sizes(run.most)) await held(run, side, 'groups', count)
  await side.stop()
}

async function held(run: Run, side: Side, what: 'connections' | 'groups', count: number): Promise<void> {
  const begun = performance.now()
  const release = await side.hold(`hold-${what}`, { count, rf: run.rf })
  const readyMs = performance.now() - begun
  tell(run, side, what, count, { ...(await atRest(side)), readyMs })
  release()
}

/** Memory of all brokers, and how much of one core they need while nobody asks them for anything new. */
async function atRest(side: Side): Promise<Figures> {
  await pause(1500)
  const before = side.brokerCpu()
  await pause(idleMs)
  const cpu = ((side.brokerCpu() - before) / idleMs) * 1000 * 100
  return { memory: side.brokerMemory(), idlePercent: cpu }
}

const units: Record<string, string> = { memory: 'MiB', idlePercent: '% of a core' }

function tell(run: Run, side: Side, what: string, size: number, figures: Figures): void {
  for (const [key, value] of Object.entries(figures)) {
    const a = side === run.a ? [{ value }] : []
    const b = side === run.a ? [] : [{ value }]
    run.report.add('growth', `${size} ${what}: ${key}`, units[key] ?? 'ms', { a, b }, 'value')
  }
}
