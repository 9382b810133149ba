import { describeConsumerGroups, type GroupDescription } from '../../client/admin/describe-groups.ts'
import { requireAll } from '../../client/admin/outcome.ts'
import { kafkaException } from '../../client/errors.ts'
import { printLine } from '../kit/output.ts'
import type { Report } from '../kit/report/report.ts'
import { memberObjects, memberTable } from './members.ts'
import { offsetObjects, offsetTable } from './offsets.ts'
import { groupMember, groupOffset, groupState } from './results.ts'
import { type GroupService, groupIdsOf, printError } from './service.ts'
import { stateObject, stateTable } from './state.ts'

/** `--describe` with offsets, members or state, group by group. */
export async function describe(service: GroupService): Promise<void> {
  const { cluster, context, timeoutMs } = service
  const groupIds = await groupIdsOf(service)
  const groups = requireAll(await describeConsumerGroups(cluster, groupIds, { timeoutMs }))
  const tellers: [GroupDescription, Teller][] = []
  for (const group of groups.values()) tellers.push([group, await tellerOf(service, group)])
  for (const [group, tell] of tellers) {
    announceState(service, group)
    if (group.state !== 'Dead') tell(context.report)
  }
}

type Teller = (report: Report) => void

async function tellerOf(service: GroupService, group: GroupDescription): Promise<Teller> {
  if (service.options.has('state')) {
    const value = stateObject(group)
    return (report) => report.results(groupState, [value], () => block(stateTable(value)))
  }
  if (service.options.has('members')) {
    const isVerbose = service.options.has('verbose')
    const values = memberObjects(group)
    return (report) => report.results(groupMember, values, () => block(memberTable(values, isVerbose)))
  }
  const values = await offsetObjects(service, group)
  return (report) => report.results(groupOffset, values, () => block(offsetTable(values)))
}

/** An empty line and the table; nothing of a table without rows. */
function block(lines: readonly string[]): string {
  return lines.length <= 1 ? '' : `\n${lines.join('\n')}\n`
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
