import { scalaHashOrder, stringHash } from '../../base/hash-order.ts'
import { deleteGroups } from '../../client/admin/delete-groups.ts'
import type { Outcome } from '../../client/admin/outcome.ts'
import { javaText } from '../../client/errors.ts'
import { failureObject } from '../kit/report/failure-object.ts'
import { deletedGroup } from './results.ts'
import { type GroupService, groupIdsOf } from './service.ts'

/** `--delete`. */
export async function remove(service: GroupService): Promise<void> {
  const { cluster, context, timeoutMs } = service
  const answers = [...(await deleteGroups(cluster, await groupIdsOf(service), { timeoutMs }))]
  // Kafka prints them from Scala's mutable map.
  const outcomes = scalaHashOrder(answers, ([group]) => stringHash(group))
  const results = outcomes.map(([group, outcome]) => {
    return { group, error: outcome === true ? null : failureObject(outcome) }
  })
  context.report.results(deletedGroup, results, () => text(outcomes))
}

function text(outcomes: readonly (readonly [group: string, Outcome<true>])[]): string {
  const deleted = `'${outcomes
    .filter(([, outcome]) => outcome === true)
    .map(([group]) => group)
    .join("', '")}'`
  const failed = outcomes.filter(([, outcome]) => outcome !== true)
  if (failed.length === 0) return `Deletion of requested consumer groups (${deleted}) was successful.\n`
  const lines = ['', 'Error: Deletion of some consumer groups failed:']
  for (const [group, error] of failed) {
    const reason = `java.util.concurrent.ExecutionException: ${javaText(error)}`
    lines.push(`* Group '${group}' could not be deleted due to: ${reason}`)
  }
  if (failed.length < outcomes.length) lines.push('', `These consumer groups were deleted successfully: ${deleted}`)
  return lines.map((line) => `${line}\n`).join('')
}
