// plot PLOT.svg GROWTH.json...: draws what `bench --only growth --out GROWTH.json` measured, and prints it as a Markdown table.
import { readFileSync, writeFileSync } from 'node:fs'
import type { Row } from './report.ts'

interface Point {
  what: string
  size: number
  key: string
  value: number
}

interface Panel {
  title: string
  key: string
  of: readonly string[]
}

const panels: readonly Panel[] = [
  { title: 'memory of all brokers, MiB', key: 'memory', of: ['partitions', 'connections', 'groups'] },
  { title: 'CPU at rest, all brokers, % of a core', key: 'idlePercent', of: ['partitions', 'connections', 'groups'] },
  { title: 'ms from killed until all partitions lead', key: 'leadersMs', of: ['partitions'] },
  { title: 'ms for the metadata of everything', key: 'metadataMs', of: ['partitions'] },
]
const colours: Record<string, string> = { partitions: '#2563a8', connections: '#b4531a', groups: '#3f8043' }
const size = { width: 360, height: 230, left: 48, right: 14, top: 34, bottom: 30 }

function points(file: string): Point[] {
  const { rows }: { rows: Row[] } = JSON.parse(readFileSync(file, 'utf8'))
  return rows.flatMap(({ name, a }) => {
    const [, count, what, key] = /^(\d+) (\w+): (\w+)$/.exec(name) ?? []
    if (what === undefined || key === undefined || a === undefined || a === null) return []
    return [{ what, size: Number(count), key, value: a }]
  })
}

const decades = (values: readonly number[]) => ({
  low: Math.floor(Math.log10(Math.max(0.1, Math.min(...values)))),
  high: Math.ceil(Math.log10(Math.max(1, ...values))),
})

/** Both axes are logarithmic. */
function draw(panel: Panel, all: readonly Point[], at: { x: number; y: number }): string {
  const mine = all.filter(({ key, what }) => key === panel.key && panel.of.includes(what))
  const y = decades(mine.map(({ value }) => value))
  const x = decades(mine.map((point) => point.size))
  const inner = { width: size.width - size.left - size.right, height: size.height - size.top - size.bottom }
  const toX = (value: number) => size.left + ((Math.log10(value) - x.low) / Math.max(1, x.high - x.low)) * inner.width
  const toY = (value: number) =>
    size.top + inner.height - ((Math.log10(Math.max(value, 10 ** y.low)) - y.low) / (y.high - y.low)) * inner.height
  const parts = [`<text x="${size.left}" y="16" font-weight="bold">${panel.title}</text>`]
  for (let power = y.low; power <= y.high; power++) {
    const height = toY(10 ** power).toFixed(1)
    parts.push(`<path d="M${size.left} ${height}H${size.width - size.right}" stroke="#ddd"/>`)
    parts.push(`<text x="${size.left - 6}" y="${Number(height) + 4}" text-anchor="end">${label(10 ** power)}</text>`)
  }
  for (let power = x.low; power <= x.high; power++) {
    const text = `y="${size.height - 10}" text-anchor="middle">${label(10 ** power)}</text>`
    parts.push(`<text x="${toX(10 ** power).toFixed(1)}" ${text}`)
  }
  panel.of.forEach((what, index) => {
    const line = mine.filter((point) => point.what === what).sort((a, b) => a.size - b.size)
    const path = line.map((point) => `${toX(point.size).toFixed(1)} ${toY(point.value).toFixed(1)}`)
    const colour = colours[what] ?? '#444'
    parts.push(`<path d="M${path.join('L')}" fill="none" stroke="${colour}" stroke-width="2"/>`)
    for (const spot of path) {
      const [cx, cy] = spot.split(' ')
      parts.push(`<circle cx="${cx}" cy="${cy}" r="3" fill="${colour}"/>`)
    }
    parts.push(`<text x="${size.left + index * 90}" y="30" fill="${colour}">${what}</text>`)
  })
  return `<g transform="translate(${at.x} ${at.y})">${parts.join('\n')}</g>`
}

function label(value: number): string {
  return value >= 1000 ? `${value / 1000}k` : String(Number(value.toPrecision(1)))
}

function picture(all: readonly Point[]): string {
  const drawn = panels.map((panel, index) =>
    draw(panel, all, { x: (index % 2) * size.width, y: Math.floor(index / 2) * size.height }),
  )
  const [width, height] = [size.width * 2, size.height * 2]
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="11">`,
    '<title>What a cluster of three costs as partitions, brokers, connections and groups grow</title>',
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    ...drawn,
    '</svg>\n',
  ].join('\n')
}

const columns: Record<string, string> = {
  memory: 'memory, MiB',
  idlePercent: 'CPU at rest, %',
  readyMs: 'made, ms',
  startMs: 'started, ms',
  leadersMs: 'all lead again, ms',
  inSyncMs: 'all in sync again, ms',
  metadataMs: 'metadata, ms',
}

function table(all: readonly Point[]): string {
  const keys = Object.keys(columns)
  const lines = [`| | ${Object.values(columns).join(' | ')} |`, `| --- | ${keys.map(() => '---:').join(' | ')} |`]
  for (const name of new Set(all.map(nameOf))) {
    const mine = all.filter((point) => nameOf(point) === name)
    const cells = keys.map((key) => shown(mine.find((point) => point.key === key)?.value))
    lines.push(`| ${name} | ${cells.join(' | ')} |`)
  }
  return lines.join('\n')
}

function nameOf({ size: count, what }: Point): string {
  return count === 1 ? `1 ${what.replace(/s$/, '')}` : `${count.toLocaleString('en')} ${what}`
}

function shown(value: number | undefined): string {
  if (value === undefined) return ''
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(value >= 10 ? 0 : 1)
}

const [to, ...from] = process.argv.slice(2)
if (to === undefined || from.length === 0) {
  console.error('usage: plot PLOT.svg GROWTH.json...')
  process.exit(2)
}
const measured = from.flatMap(points)
writeFileSync(to, picture(measured))
console.log(table(measured))
