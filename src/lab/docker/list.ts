import { dockerArguments, type OptionTable } from './arguments.ts'
import type { Container } from './containers.ts'
import { alignedLines, type ContainerRow, containerRow, formatted, headings, usualColumns } from './table.ts'

const listOptions: OptionTable = {
  letters: { a: 'all', q: 'quiet', f: 'filter', n: 'last', l: 'latest', s: 'size' },
  withValue: ['filter', 'format', 'last'],
}

/** What `docker ps` prints of our containers. */
export interface ContainerList {
  /** Undefined when nothing stands above the rows. */
  readonly heading: string | undefined
  readonly rows: readonly string[]
}

export function listContainers(args: readonly string[], containers: readonly Container[], now: number): ContainerList {
  const { options } = dockerArguments(args, listOptions, false)
  const filters = options.get('filter') ?? []
  const shown = containers
    .filter(({ server }) => server.state !== 'stopped' || options.has('all') || isAskedFor(filters))
    .map((container) => containerRow(container, now))
    .filter((row) => filters.every((filter) => passes(row, filter)))
  if (options.has('quiet')) return { heading: undefined, rows: shown.map((row) => row.get('ID') ?? '') }
  const format = options.get('format')?.at(-1)
  if (format !== undefined && !/^table(\s|$)/.test(format)) {
    return { heading: undefined, rows: shown.map((row) => formatted(format, row)) }
  }
  const columns = format !== undefined ? format.replace(/^table\s*/, '') : ''
  const cells = (row: ContainerRow) =>
    columns === '' ? usualColumns.map((column) => row.get(column) ?? '') : formatted(columns, row).split('\t')
  const [heading = '', ...rows] = alignedLines([headings, ...shown].map(cells))
  return { heading, rows }
}

/** `status=exited` shows what has ended without `-a`. */
function isAskedFor(filters: readonly string[]): boolean {
  return filters.some((filter) => filter.startsWith('status='))
}

function passes(row: ContainerRow, filter: string): boolean {
  const [, key, value = ''] = /^(\w+)=(.*)$/.exec(filter) ?? []
  if (key === 'name') return (row.get('Names') ?? '').includes(value.replace(/^\^?\/?/, '').replace(/\$$/, ''))
  if (key === 'status') return row.get('State') === value
  if (key === 'id') return (row.get('ID') ?? '').startsWith(value)
  return key === 'ancestor' ? row.get('Image') === value : false
}
