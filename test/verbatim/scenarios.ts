import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

/** Servers that a transcript can be played on; 'any' where it says nothing. */
const servers = ['any', 'real servers', 'real Kafka 4'] as const

export interface Scenario {
  readonly name: string
  /** What its line `# needs: …` says: ours do not do this yet, or Kafka 3.7 doesn't. */
  readonly needs: (typeof servers)[number]
}

const folder = path.join(import.meta.dirname, 'scenarios')

function readScenario(file: string): Scenario {
  const text = readFileSync(path.join(folder, file), 'utf8')
  const said = /^# needs: (.*)$/m.exec(text)?.[1] ?? 'any'
  const needs = servers.find((known) => known === said)
  if (needs === undefined) throw new Error(`${file}: there are no "${said}"`)
  return { name: path.basename(file, '.txt'), needs }
}

/** All transcripts, by name. */
export const scenarios: readonly Scenario[] = readdirSync(folder).map(readScenario)

/** Those for servers of these kinds. */
export function playableOn(...kinds: readonly Scenario['needs'][]): string[] {
  return scenarios.filter(({ needs }) => kinds.includes(needs)).map(({ name }) => name)
}
