// Plays transcripts against a folder of executables: main --bin DIR [--kraft] [--only GLOB] [--verbose] [--keep] [--timeout S] FILE...
import path from 'node:path'
import { parseArgs } from 'node:util'
import { play } from './play.ts'
import { killAll } from './processes.ts'
import { serverModes } from './server-mode.ts'
import { toolsFolderExists } from './stage.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    bin: { type: 'string' },
    kraft: { type: 'boolean', default: false },
    only: { type: 'string', default: '*' },
    timeout: { type: 'string', default: '60' },
    verbose: { type: 'boolean', short: 'v', default: false },
    keep: { type: 'boolean', default: false },
  },
})

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130))
process.on('exit', killAll)

function selected(file: string): boolean {
  const quoted = values.only.replace(/[.+^${}()|[\]\\]/g, '\\$&')
  const glob = quoted.replace(/\*/g, '.*').replace(/\?/g, '.')
  return new RegExp(`^(${glob})(\\.txt)?$`).test(path.basename(file, '.txt'))
}

async function main(): Promise<number> {
  const bin = values.bin ?? ''
  if (!toolsFolderExists(bin)) {
    console.error('--bin DIR is required and must exist')
    return 2
  }
  let passed = 0
  let failed = 0
  for (const file of positionals.filter(selected)) {
    const { verbose, keep } = values
    const servers = serverModes[values.kraft ? 'kraft' : 'zookeeper']
    const outcome = await play(file, { bin, servers, timeout: Number(values.timeout), verbose, keep })
    passed += outcome.passed
    failed += outcome.failed
  }
  if (passed + failed === 0) failed = 1
  console.log(`${passed} passed, ${failed} failed`)
  return failed > 0 ? 1 : 0
}

process.exit(await main())
