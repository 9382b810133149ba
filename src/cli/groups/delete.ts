import { deleteGroups } from '../../client/admin/delete-groups.ts'
import { javaText } from '../../client/errors.ts'
import { printLine } from '../kit/output.ts'
import { type GroupService, groupIdsOf, printError } from './service.ts'

/** `--delete`. */
export async function remove(service: GroupService): Promise<void> {
  const { cluster, context, timeoutMs } = service
  const outcomes = [...(await deleteGroups(cluster, await groupIdsOf(service), { timeoutMs }))]
  const deleted = `'${outcomes
    .filter(([, outcome]) => outcome === true)
    .map(([group]) => group)
    .join("', '")}'`
  const failed = outcomes.filter(([, outcome]) => outcome !== true)
  if (failed.length === 0) {
    printLine(context.stdout, `Deletion of requested consumer groups (${deleted}) was successful.`)
    return
  }
  printError(service, 'Deletion of some consumer groups failed:')
  for (const [group, error] of failed) {
    const reason = `java.util.concurrent.ExecutionException: ${javaText(error)}`
    printLine(context.stdout, `* Group '${group}' could not be deleted due to: ${reason}`)
  }
  if (failed.length < outcomes.length) {
    printLine(context.stdout, `\nThese consumer groups were deleted successfully: ${deleted}`)
  }
}
