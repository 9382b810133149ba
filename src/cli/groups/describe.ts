import { describeConsumerGroups, type GroupDescription } from '../../client/admin/describe-groups.ts'
import { requireAll } from '../../client/admin/outcome.ts'
import { kafkaException } from '../../client/errors.ts'
import { printLine } from '../kit/output.ts'
import { memberTable } from './members.ts'
import { offsetTable } from './offsets.ts'
import { type GroupService, groupIdsOf, printError } from './service.ts'
import { stateTable } from './state.ts'

/** `--describe` with offsets, members or state, group by group. */
export async function describe(service: GroupService): Promise<void> {
  const { cluster, context, options, timeoutMs } = service
  const groupIds = await groupIdsOf(service)
  const groups = requireAll(await describeConsumerGroups(cluster, groupIds, { timeoutMs }))
  const tables: [GroupDescription, string[]][] = []
  for (const group of groups.values()) tables.push([group, await tableOf(service, group)])
  for (const [group, lines] of tables) {
    announceState(service, group)
    const rowCount = options.has('state') ? 1 : lines.length - 1
    if (group.state === 'Dead' || rowCount === 0) continue
    printLine(context.stdout, `\n${lines.join('\n')}`)
  }
}

async function tableOf(service: GroupService, group: GroupDescription): Promise<string[]> {
  if (service.options.has('state')) return stateTable(group)
  if (service.options.has('members')) return memberTable(group, service.options.has('verbose'))
  return offsetTable(service, group)
}

/** What there is to say of a group's state before its table: on stderr, except for a group that does not exist. */
function announceState(service: GroupService, { groupId, state }: GroupDescription): void {
  const { stderr } = service.context
  if (state === 'Dead') printError(service, `Consumer group '${groupId}' does not exist.`)
  else if (state === 'Empty') printLine(stderr, `\nConsumer group '${groupId}' has no active members.`)
  else if (rebalancing.includes(state)) printLine(stderr, `\nWarning: Consumer group '${groupId}' is rebalancing.`)
  else if (state !== 'Stable') throw kafkaException(`Expected a valid consumer group state, but found '${state}'.`)
}

const rebalancing: readonly string[] = ['PreparingRebalance', 'CompletingRebalance', 'Assigning', 'Reconciling']
