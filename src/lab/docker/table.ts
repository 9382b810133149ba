import type { Container } from './containers.ts'

/** What `docker ps` shows of a container, by the names that its `--format` knows them. */
export type ContainerRow = ReadonlyMap<string, string>

export const headings: ContainerRow = new Map([
  ['ID', 'CONTAINER ID'],
  ['Image', 'IMAGE'],
  ['Command', 'COMMAND'],
  ['RunningFor', 'CREATED'],
  ['Status', 'STATUS'],
  ['Ports', 'PORTS'],
  ['Names', 'NAMES'],
  ['State', 'STATE'],
])

/** The columns of `docker ps`. */
export const usualColumns = ['ID', 'Image', 'Command', 'RunningFor', 'Status', 'Ports', 'Names'] as const

export function containerRow(container: Container, now: number): ContainerRow {
  const { name, id, port, isZooKeeper, server } = container
  const { state, since = now, exitCode = 0 } = server
  const ago = duration(now - since)
  const isUp = state !== 'stopped'
  const shown = state === 'paused' ? 'paused' : isUp ? 'running' : 'exited'
  const command = `${isZooKeeper ? 'zookeeper' : 'kafka'}-server-start`
  return new Map([
    ['ID', id],
    ['Image', 'kafkabox'],
    ['Command', `"${command.length > 18 ? `${command.slice(0, 17)}…` : command}"`],
    ['RunningFor', `${ago} ago`],
    ['Status', isUp ? `Up ${ago}${state === 'paused' ? ' (Paused)' : ''}` : `Exited (${exitCode}) ${ago} ago`],
    ['State', shown],
    ['Ports', isUp ? `${server.address.replace(/^localhost:/, '127.0.0.1:')}->${port}/tcp` : ''],
    ['Names', name],
  ])
}

/** As docker rounds it: `Less than a second`, `5 seconds`, `About a minute`, `3 hours`, …. */
export function duration(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000)
  if (seconds < 1) return 'Less than a second'
  if (seconds === 1) return '1 second'
  if (seconds < 60) return `${seconds} seconds`
  const minutes = Math.floor(seconds / 60)
  if (minutes === 1) return 'About a minute'
  if (minutes < 60) return `${minutes} minutes`
  const hours = Math.round(minutes / 60)
  if (hours === 1) return 'About an hour'
  return hours < 48 ? `${hours} hours` : `${Math.floor(hours / 24)} days`
}

/** Columns as docker's: as wide as their widest cell and three spaces. */
export function alignedLines(rows: readonly (readonly string[])[]): string[] {
  const width = (column: number) => Math.max(...rows.map((row) => row[column]?.length ?? 0))
  const widths = (rows[0] ?? []).map((_, column) => width(column))
  return rows.map((row) =>
    row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd((widths[column] ?? 0) + 3))).join(''),
  )
}

/** A row by a template like `{{.Names}}: {{.Status}}`; fields that are not known are left out. */
export function formatted(template: string, row: ContainerRow): string {
  if (template === 'json') return JSON.stringify(Object.fromEntries(row))
  return template
    .replaceAll('\\t', '\t')
    .replaceAll('\\n', '\n')
    .replace(/\{\{\s*(?:json\s+)?\.(\w+)\s*\}\}/g, (_, field: string) => row.get(field) ?? '')
}
