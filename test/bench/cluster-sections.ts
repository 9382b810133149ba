import { setTimeout as pause } from 'node:timers/promises'
import { inTurn, type Run, warmUp } from './sections.ts'
import type { Side } from './side.ts'

/** What three brokers cost for a GB that each of them keeps. */
export async function replicated(run: Run): Promise<void> {
  await warmUp(run)
  const mb = run.quick ? 128 : 384
  for (const [record, codec, partitions, batch] of [
    [1024, 'none', 6, 16384],
    [100, 'none', 6, 16384],
    [1024, 'lz4', 6, 16384],
    [1024, 'none', 6, 524288],
  ] as const) {
    const topic = `r-${record}-${codec}-${batch}`
    const load = { topic, record, codec, partitions, batch, mb, rf: run.rf, 'warm-mb': mb / 4 }
    const rounds = await inTurn(run, run.rounds, async (side) => {
      const figures = await side.load('produce', load)
      await side.load('rmtopic', { topic })
      return figures
    })
    const label = `acks=all, ${run.rf} replicas: ${record} B ${codec} ${partitions}p batch ${Math.round(batch / 1024)}K`
    run.report.add('replicas', label, 'cpu-s/GB', rounds, 'cpuPerGb')
    run.report.add('replicas', label, 'MB/s', rounds, 'mbps')
    run.report.add('replicas', label, 'ack p99 ms', rounds, 'ackP99')
  }
  const memory = { a: [{ memory: run.a.brokerMemory() }], b: [{ memory: run.b.brokerMemory() }] }
  run.report.add('replicas', 'memory of all brokers after load', 'MiB', memory, 'memory')
}

/** kill -9 of a leader until the producer's next acknowledgement. */
export async function failover(run: Run): Promise<void> {
  const rounds = await inTurn(run, run.rounds, async (side, round) => {
    const topic = `failover-${round}`
    const figures = await side.load('failover', { topic })
    await side.revive()
    await side.load('rmtopic', { topic })
    return figures
  })
  run.report.add('failover', 'kill -9 of a leader to the next acknowledgement', 'ms', rounds, 'failoverMs')
  run.report.add('failover', 'acknowledged records lost', 'records', rounds, 'lost')
}

/** Stops all brokers in order, starts all at once, and waits until each partition is led by its preferred replica. */
export async function restart(run: Run): Promise<void> {
  const partitions = 1000
  const made = await inTurn(run, 1, (side) => side.load('mktopics', { tag: 'restart', partitions, rf: run.rf }))
  run.report.add('restart', `${partitions} partitions x ${run.rf}: create until in sync`, 'ms', made, 'readyMs')
  await pause(1000)
  const rounds = await inTurn(run, run.quick ? 2 : 3, (side) => restartOnce(side, partitions))
  const add = (name: string, key: string, unit = 'ms') =>
    run.report.add('restart', `${partitions} partitions x ${run.rf}: ${name}`, unit, rounds, key)
  add('start until all have leaders', 'leadersMs')
  add('start until all are in sync', 'inSyncMs')
  add('start, elect, rebalance leaders', 'balancedMs')
  add('CPU of it', 'cpu', 's')
  add('stop in order', 'stopMs')
}

async function restartOnce(side: Side, partitions: number) {
  const begun = performance.now()
  await side.stopBrokers()
  const stopMs = performance.now() - begun
  const since = Date.now()
  side.startBrokers()
  const figures = await side.load('all-lead', { partitions, since })
  return { ...figures, stopMs, cpu: side.brokerCpu() }
}
