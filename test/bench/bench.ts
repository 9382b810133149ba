// Two folders of executables side by side: bench --a BIN --b BIN [--quick] [--only startup,cli,…] [--rounds N] [--brokers N]
// [--lines N] [--of …] [--most SIZE] [--out FILE]. Prints medians, the ratio A/B with its range, and the load average. See docs/performance.md.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { bundleProgram, root } from '../kit/bundle.ts'
import { clients } from './clients.ts'
import { failover, replicated, restart } from './cluster-sections.ts'
import { growing, growth } from './growth.ts'
import { Report } from './report.ts'
import { consoleTools, consume, e2e, group, produce, type Run, scale, startup, topics, warmUp } from './sections.ts'
import { cli } from './short-commands.ts'
import { type Bench, Side } from './side.ts'
import { zookeeper } from './zookeeper.ts'

const sections: Record<string, (run: Run) => Promise<void>> = {
  cli,
  e2e,
  produce: async (run) => {
    await warmUp(run)
    await produce(run)
  },
  consume,
  group,
  topics,
  scale,
  console: consoleTools,
  replicas: replicated,
  failover,
  restart,
}

/** Sections that start and stop the servers themselves. */
const byThemselves: Record<string, (run: Run) => Promise<void>> = { startup, growth, zookeeper, clients }

/** Sections with nothing to compare from another side. */
const ofOneSide = ['growth', 'clients']

/** What is measured where no sections are named. */
const ofOneBroker = ['startup', 'cli', 'e2e', 'produce', 'consume', 'group', 'topics', 'scale', 'console']
const ofSeveral = ['replicas', 'topics', 'group', 'failover', 'restart']

const { values } = parseArgs({
  options: {
    a: { type: 'string' },
    b: { type: 'string' },
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    rounds: { type: 'string' },
    brokers: { type: 'string', default: '1' },
    lines: { type: 'string' },
    most: { type: 'string', default: '1000' },
    of: { type: 'string', default: Object.keys(growing).join(',') },
    out: { type: 'string' },
  },
})

/** Measures a command's CPU and peak memory by wait4, which Node does not offer. */
function compileRunstat(work: string): string | undefined {
  const program = path.join(work, 'runstat')
  try {
    execFileSync('cc', ['-O2', '-o', program, path.join(root, 'test/bench/runstat.c')])
    return program
  } catch {
    console.error("no C compiler: the commands' CPU and memory are left out")
    return undefined
  }
}

async function main(): Promise<number> {
  if (values.a === undefined || (values.b === undefined && !ofOneSide.includes(values.only ?? ''))) {
    console.error(
      'usage: bench --a BIN --b BIN [--quick] [--only SECTIONS] [--rounds N] [--brokers N] [--lines N] [--out FILE]\n' +
        '       bench --a BIN [--b BIN] --only growth --brokers 3 [--of partitions,…] [--most SIZE] [--out FILE]\n' +
        '       bench --a BIN --only clients [--rounds N] [--lines N] [--out FILE]',
    )
    return 2
  }
  const work = mkdtempSync(path.join(tmpdir(), 'kafkabox-bench-'))
  const brokers = Number(values.brokers)
  const loadProgram = await bundleProgram('test/bench/load/main.ts')
  const bench: Bench = { work, loadProgram, runstat: compileRunstat(work), brokers }
  const run: Run = {
    a: new Side(bench, 'a', values.a, { zookeeper: 12181, kafka: 19092 }),
    b: new Side(bench, 'b', values.b ?? values.a, { zookeeper: 12191, kafka: 19192 }),
    report: new Report(values.out),
    rounds: Number(values.rounds ?? (values.quick ? 3 : 5)),
    quick: values.quick,
    rf: Math.min(3, brokers),
    lines: Number(values.lines ?? (values.quick ? 200_000 : 1_000_000)),
    alone: values.b === undefined,
    of: values.of.split(','),
    most: Number(values.most),
    work,
    zookeeperLoad: await bundleProgram('test/bench/load/zookeeper.ts'),
  }
  const names = values.only?.split(',') ?? (brokers > 1 ? ofSeveral : ofOneBroker)
  try {
    for (const name of names) await byThemselves[name]?.(run)
    const rest = names.filter((name) => !(name in byThemselves))
    if (rest.length > 0) for (const side of [run.a, run.b]) await side.start()
    for (const name of rest) await sections[name]?.(run)
    return 0
  } finally {
    for (const side of [run.a, run.b]) await side.stop()
    rmSync(work, { recursive: true, force: true })
  }
}

process.exit(await main())
