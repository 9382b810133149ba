import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { root } from '../kit/bundle.ts'

/** What record.cjs writes down of the last test run: a line at the start of each executable, and one at its end. */
const runsFile = path.join(root, 'node_modules/.cache/kafkabox/runs.jsonl')

export interface Run {
  readonly tool: string
  readonly args: readonly string[]
  /** Undefined when it was killed. */
  code: number | undefined
}

export interface TestRun {
  /** All tests were run, and not only some that were named. */
  readonly whole: boolean
  readonly runs: readonly Run[]
}

/** From now on every executable of ours that this process's descendants run is written down. */
export function startRecording(): void {
  mkdirSync(path.dirname(runsFile), { recursive: true })
  writeFileSync(runsFile, '')
  process.env.KAFKABOX_RUNS = runsFile
  process.env.NODE_OPTIONS = `${process.env.NODE_OPTIONS ?? ''} --require "${path.join(import.meta.dirname, 'record.cjs')}"`
}

/** Writes down that no test was left out. */
export function markWhole(): void {
  appendFileSync(runsFile, `${JSON.stringify({ whole: true })}\n`)
}

/** The last test run; throws where there was none. */
export function readRuns(): TestRun {
  const runs = new Map<string, Run>()
  let isWhole = false
  for (const line of readFileSync(runsFile, 'utf8').trim().split('\n')) {
    const { whole, run, tool, args, code } = JSON.parse(line)
    const begun = runs.get(run)
    if (whole) isWhole = true
    else if (begun) begun.code = code
    else if (tool !== undefined) runs.set(run, { tool, args, code: undefined })
  }
  return { whole: isWhole, runs: [...runs.values()] }
}
