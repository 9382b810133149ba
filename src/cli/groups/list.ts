import { listConsumerGroups } from '../../client/admin/list-groups.ts'
import { illegalArgument } from '../../client/errors.ts'
import { formatColumns } from '../format/columns.ts'
import type { ValueOf } from '../kit/schema/schema.ts'
import { listedGroup } from './results.ts'
import type { GroupService } from './service.ts'

const validStates = ['PreparingRebalance', 'CompletingRebalance', 'Stable', 'Dead', 'Empty']

/** `--list`, also with `--state`. */
export async function list(service: GroupService): Promise<void> {
  const { cluster, context, options, timeoutMs } = service
  const withState = options.has('state')
  const states = withState ? parseStates(options.value('state') ?? '') : []
  const groups = await listConsumerGroups(cluster, { timeoutMs, states })
  const listed = groups
    .map(({ groupId, groupState }) => ({ group: groupId, state: groupState || null }))
    .sort((a, b) => (a.group < b.group ? -1 : 1))
  context.report.results(listedGroup, listed, () => {
    const lines = withState ? formatColumns(columns, listed.map(cells)) : listed.map(({ group }) => group)
    return lines.map((line) => `${line}\n`).join('')
  })
}

const columns = [
  { title: 'GROUP', width: 15, grows: true },
  { title: 'STATE', width: 0 },
] as const

const cells = ({ group, state }: ValueOf<typeof listedGroup>) => [group, state ?? '']

function parseStates(text: string): string[] {
  if (text === '') return []
  const states = text.split(',').map((state) => state.trim())
  if (states.every((state) => validStates.includes(state))) return states
  throw illegalArgument(`Invalid state list '${text}'. Valid states are: ${validStates.join(', ')}`)
}
