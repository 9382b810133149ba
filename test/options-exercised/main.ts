// After a test run: for each tool of Kafka's, how many of its options were used by a test. Ends with 1 where a whole run
// left some out.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { root } from '../kit/bundle.ts'
import { realKafka } from '../kit/real-kafka.ts'
import exceptions from './exceptions.json' with { type: 'json' }
import { type Coverage, coverage } from './exercised.ts'
import { readRuns } from './runs.ts'

/** A line a tool: `kafka-topics  24 of 24`, and behind it what is missing. */
function print(rows: readonly Coverage[]): void {
  const width = Math.max(...rows.map(({ tool }) => tool.length))
  for (const { tool, options, missing } of rows) {
    const count = `${options - missing.length} of ${options}`.padStart(8)
    console.log(`${tool.padEnd(width)} ${count}  ${missing.join(' ')}`.trimEnd())
  }
}

const { whole, runs } = readRuns()
const tools = JSON.parse(readFileSync(path.join(root, 'test/cli/options.json'), 'utf8'))
const rows = coverage(tools, runs, exceptions)
const all = rows.reduce((sum, { options }) => sum + options, 0)
const missing = rows.reduce((sum, row) => sum + row.missing.length, 0)

print(rows)
console.log(
  `${all - missing} of ${all} options of Kafka's tools were exercised in ${runs.length} runs of our executables`,
)
if (!whole) console.log('Only some of the tests were run.')
else if (!realKafka) console.log('Those that need a real Kafka were not: it is not here.')
process.exit(whole && realKafka && missing > 0 ? 1 : 0)
