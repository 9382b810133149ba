import { expect } from 'vitest'
import type { Finding } from '../../../src/cli/doctor/finding.ts'
import { jsonLines } from '../../kit/json-lines.ts'
import { runTool } from '../../kit/tool.ts'

interface Told {
  readonly stdout: string
  readonly stderr: string
  readonly exitCode?: number | undefined
}

/** The faults that `kafkabox doctor --json` found, and the exit code that goes with them; every line fits the schema. */
export async function faultsIn(told: Told): Promise<Finding[]> {
  const { results, diagnostics } = await jsonLines('kafkabox', told)
  expect(diagnostics).toEqual([])
  const found = results.filter(isFinding).filter(({ isFault }) => isFault)
  expect(told.exitCode).toBe(found.length > 0 ? 1 : 0)
  for (const { advice } of found) expect(advice).toMatch(/\S/)
  return found
}

/** The same of this machine, but for how many files it lets anybody have open. */
export async function faults(...args: string[]): Promise<Finding[]> {
  const found = await faultsIn(await runTool('ours', 'kafkabox', ['doctor', '--json', ...args]))
  return found.filter(({ subject }) => subject !== 'open files')
}

/** The schema has said the rest. */
function isFinding(line: object): line is Finding {
  return 'kind' in line && line.kind === 'finding'
}

export const sentences = (found: readonly Finding[]) => found.map(({ subject, sentence }) => `${subject}: ${sentence}`)
