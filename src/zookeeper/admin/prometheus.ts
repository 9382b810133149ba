import type { LatencyDistribution } from '../server/stats.ts'
import { counters, figures, quotas } from '../words/mntr.ts'
import type { ServerView } from '../words/word.ts'

/** Figures in Prometheus' text format, under the names that ZooKeeper's provider gives them. */
export function prometheusText(server: ServerView): string {
  const counted = new Map(counters(server))
  const gauges = figures(server).filter(([name]) => !counted.has(name))
  const limits = new Map<string, string[]>()
  for (const { namespace, name, value } of quotas(server)) {
    limits.set(name, [...(limits.get(name) ?? []), `${name}{key="${inQuotes(namespace)}",} ${double(value)}`])
  }
  const quotaLines = [...limits].flatMap(([name, samples]) => [...head(name, 'gauge'), ...samples])
  const { readLatency, updateLatency } = server.stats
  const all = [
    ...gauges.flatMap(([name, value]) => gauge(name, Number(value))),
    ...[...counted].flatMap(([name, value]) => [...head(name, 'counter'), `${name} ${double(value)}`]),
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

const quantiles = [0.5, 0.9, 0.99]

function summary(name: string, latency: LatencyDistribution): string[] {
  const { count, total } = latency
  const samples = quantiles.map((part) => {
    const value = count === 0 ? 'NaN' : double(latency.quantile(part))
    return `${name}{quantile="${part}",} ${value}`
  })
  return [...head(name, 'summary'), ...samples, `${name}_count ${double(count)}`, `${name}_sum ${double(total)}`]
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
