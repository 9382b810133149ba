import { javaDouble } from '../../base/java-double.ts'
import type { CommandContext } from '../kit/command-context.ts'
import type { Attribute, Beans } from './fetch-beans.ts'
import { beanReport } from './results.ts'

export type ReportFormat = 'original' | 'properties' | 'csv' | 'tsv'

/** Another word counts as the first of them, as in Kafka. */
export function formatOf(text: string): ReportFormat {
  return text === 'properties' || text === 'csv' || text === 'tsv' ? text : 'original'
}

export interface Moment {
  readonly time: number
  /** As it is printed. */
  readonly timeText: string
}

const line: Readonly<Record<Exclude<ReportFormat, 'original'>, (name: string, value: string) => string>> = {
  properties: (name, value) => `${name}=${value}\n`,
  csv: (name, value) => `${name},"${value}"\n`,
  tsv: (name, value) => `${name}\t${value}\n`,
}

/** `bean:attribute`, by name. */
function columns(beans: Beans): { name: string; value: string }[] {
  return [...beans]
    .flatMap(([bean, attributes]) =>
      [...attributes].map(([attribute, value]) => ({ name: `${bean}:${attribute}`, value: javaValue(value) })),
    )
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

const javaValue = (value: Attribute) => (typeof value === 'object' ? javaDouble(value.double) : String(value))

const plain = (value: Attribute) => (typeof value === 'object' ? value.double : value)

export function headerText(beans: Beans): string {
  return `${['time', ...columns(beans).map(({ name }) => name)].map((name) => `"${name}"`).join(',')}\n`
}

/** Prints the values of a moment. */
export function printReport({ report }: CommandContext, beans: Beans, format: ReportFormat, moment: Moment): void {
  const { time, timeText } = moment
  const results = [...beans].map(([name, attributes]) => {
    const all = [...attributes].map(([attribute, value]) => [attribute, plain(value)] as const)
    return {
      time,
      name,
      numbers: Object.fromEntries(all.flatMap(([key, value]) => (typeof value === 'number' ? [[key, value]] : []))),
      texts: Object.fromEntries(all.flatMap(([key, value]) => (typeof value === 'string' ? [[key, value]] : []))),
    }
  })
  report.results(beanReport, results, () => {
    const cells = [{ name: 'time', value: timeText }, ...columns(beans)]
    if (format === 'original') return `${cells.map(({ value }) => value).join(',')}\n`
    return cells.map(({ name, value }) => line[format](name, value)).join('')
  })
}
