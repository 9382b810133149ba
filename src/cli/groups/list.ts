import { listConsumerGroups } from '../../client/admin/list-groups.ts'
import { illegalArgument } from '../../client/errors.ts'
import { printLine } from '../kit/output.ts'
import type { GroupService } from './service.ts'

const validStates = ['PreparingRebalance', 'CompletingRebalance', 'Stable', 'Dead', 'Empty']

/** `--list`, also with `--state`. */
export async function list(service: GroupService): Promise<void> {
  const { cluster, context, options, timeoutMs } = service
  if (!options.has('state')) {
    const groups = await listConsumerGroups(cluster, { timeoutMs })
    for (const groupId of groups.map((group) => group.groupId).sort()) printLine(context.stdout, groupId)
    return
  }
  const states = parseStates(options.value('state') ?? '')
  const groups = await listConsumerGroups(cluster, { timeoutMs, states })
  const width = Math.max(15, ...groups.map(({ groupId }) => groupId.length))
  printLine(context.stdout, `${'GROUP'.padEnd(width)} STATE`)
  for (const { groupId, groupState } of groups.sort((a, b) => (a.groupId < b.groupId ? -1 : 1))) {
    printLine(context.stdout, `${groupId.padEnd(width)} ${groupState}`)
  }
}

function parseStates(text: string): string[] {
  if (text === '') return []
  const states = text.split(',').map((state) => state.trim())
  if (states.every((state) => validStates.includes(state))) return states
  throw illegalArgument(`Invalid state list '${text}'. Valid states are: ${validStates.join(', ')}`)
}
