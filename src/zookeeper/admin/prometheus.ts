import type { Latency } from '../server/stats.ts'
import { figures, quotas } from '../words/mntr.ts'
import type { ServerView } from '../words/word.ts'

/** Figures in Prometheus' text format, under the names that ZooKeeper's provider gives them. */
export function prometheusText(server: ServerView): string {
  const gauges = figures(server).flatMap(([name, value]) => gauge(name, Number(value)))
  const limits = new Map<string, string[]>()
  for (const { namespace, name, value } of quotas(server)) {
    limits.set(name, [...(limits.get(name) ?? []), `${name}{key="${inQuotes(namespace)}",} ${double(value)}`])
  }
  const quotaLines = [...limits].flatMap(([name, samples]) => [...head(name, 'gauge'), ...samples])
  const { readLatency, updateLatency } = server.stats
  const all = [
    ...gauges,
    ...quotaLines,
    ...summary('readlatency', readLatency),
    ...summary('updatelatency', updateLatency),
  ]
  return all.map((line) => `${line}\n`).join('')
}

/** Texts, and what a summary tells, are no gauges. */
function gauge(name: string, value: number): string[] {
  if (Number.isNaN(value) || /_(read|update)latency$/.test(name)) return []
  return [...head(name, 'gauge'), `${name} ${double(value)}`]
}

function summary(name: string, { count, total }: Latency): string[] {
  return [...head(name, 'summary'), `${name}_count ${double(count)}`, `${name}_sum ${double(total)}`]
}

function head(name: string, type: string): string[] {
  return [`# HELP ${name} ${name}`, `# TYPE ${name} ${type}`]
}

function double(value: number): string {
  return Number.isInteger(value) ? `${value}.0` : String(value)
}

function inQuotes(label: string): string {
  return label.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n')
}
