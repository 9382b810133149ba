import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import waitingFor from './waiting.json' with { type: 'json' }

/** Servers that a transcript can be played on; 'any' where it says nothing. */
const servers = ['any', 'real servers', 'real Kafka 4'] as const

export interface Scenario {
  readonly name: string
  /** What its line `# needs: …` says: ours do not do this yet, or Kafka 3.7 doesn't. */
  readonly needs: (typeof servers)[number]
  /** The part of this project that is still missing. */
  readonly waitsFor: string | undefined
}

const folder = path.join(import.meta.dirname, 'scenarios')
const waiting = new Map(Object.entries<string>(waitingFor))

function readScenario(file: string): Scenario {
  const text = readFileSync(path.join(folder, file), 'utf8')
  const said = /^# needs: (.*)$/m.exec(text)?.[1] ?? 'any'
  const needs = servers.find((known) => known === said)
  if (needs === undefined) throw new Error(`${file}: there are no "${said}"`)
  const name = path.basename(file, '.txt')
  return { name, needs, waitsFor: waiting.get(name) }
}

/** All transcripts, by name. */
export const scenarios: readonly Scenario[] = readdirSync(folder).map(readScenario)

/** Those that pass now, on servers of these kinds. */
export function playableOn(...kinds: readonly Scenario['needs'][]): string[] {
  return scenarios
    .filter(({ needs, waitsFor }) => waitsFor === undefined && kinds.includes(needs))
    .map(({ name }) => name)
}
