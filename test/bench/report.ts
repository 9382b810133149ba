import { writeFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import type { Figures } from './side.ts'

export interface Row {
  section: string
  name: string
  unit: string
  a: number | undefined
  b: number | undefined
  /** Median of the rounds' A/B, with the lowest and the highest. */
  ratio: number | undefined
  low: number | undefined
  high: number | undefined
  /** One-minute load average when the row was done. */
  load: number
}

export function median(values: readonly (number | undefined)[]): number | undefined {
  const sorted = values.filter((value) => value !== undefined).sort((x, y) => x - y)
  const middle = sorted.length >> 1
  const [lower, upper] = [sorted[(sorted.length - 1) >> 1], sorted[middle]]
  return lower === undefined || upper === undefined ? undefined : (lower + upper) / 2
}

function short(value: number | undefined): string {
  if (value === undefined) return '-'
  const size = Math.abs(value)
  return value.toFixed(size >= 100 ? 0 : size >= 1 ? 2 : 3)
}

/** Prints a row as soon as it is known, and keeps all of them as JSON. */
export class Report {
  readonly #rows: Row[] = []
  readonly #file: string | undefined

  constructor(file: string | undefined) {
    this.#file = file
  }

  /** One value of each round of either side. */
  add(section: string, name: string, unit: string, rounds: { a: Figures[]; b: Figures[] }, key: string): void {
    const a = rounds.a.map((figures) => figures[key])
    const b = rounds.b.map((figures) => figures[key])
    const ratios = a.flatMap((value, round) => {
      const other = b[round]
      return value !== undefined && other ? [value / other] : []
    })
    const row: Row = {
      section,
      name,
      unit,
      a: median(a),
      b: median(b),
      ratio: median(ratios),
      low: ratios.length > 0 ? Math.min(...ratios) : undefined,
      high: ratios.length > 0 ? Math.max(...ratios) : undefined,
      load: loadavg()[0] ?? 0,
    }
    this.#rows.push(row)
    const range = `[${short(row.low)}..${short(row.high)}]`
    const sides = `A ${short(row.a).padStart(8)}  B ${short(row.b).padStart(8)}  A/B ${short(row.ratio).padStart(6)}`
    console.log(`${section.padEnd(8)} ${name.padEnd(44)} ${unit.padEnd(9)} ${sides} ${range}  load ${short(row.load)}`)
    this.#save()
  }

  #save(): void {
    if (this.#file === undefined) return
    const machine = { node: process.version, cores: cpus().length }
    writeFileSync(this.#file, JSON.stringify({ when: new Date().toISOString(), ...machine, rows: this.#rows }, null, 1))
  }
}
