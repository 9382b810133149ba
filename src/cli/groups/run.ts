import { javaClassOf } from '../../client/errors.ts'
import { callFailure, localFailure } from '../connect/failure.ts'
import { uncaught } from '../connect/uncaught.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { printLine } from '../kit/output.ts'
import { UsageError } from '../kit/usage-error.ts'
import type { GroupOptions } from './options.ts'
import type { GroupService } from './service.ts'

/** Runs the one action; what fails on the way is told, and is no reason for another exit code than 0. */
export async function runGroupAction(context: CommandContext, options: GroupOptions): Promise<number> {
  const cluster = await connect(context, options)
  try {
    await act({ cluster, context, options, timeoutMs: options.value('timeout') })
  } catch (error) {
    report(context, error)
  } finally {
    cluster.close()
  }
  return 0
}

/** A client that can't be made ends the tool like an uncaught exception. */
async function connect(context: CommandContext, options: GroupOptions) {
  const { openCluster } = await import('../connect/admin.ts')
  try {
    return await openCluster(context, options.value('bootstrap-server') ?? '', options.value('command-config'))
  } catch (error) {
    throw uncaught(error)
  }
}

async function act(service: GroupService): Promise<void> {
  const { options } = service
  if (options.has('list')) return (await import('./list.ts')).list(service)
  if (options.has('describe')) return (await import('./describe.ts')).describe(service)
  if (options.has('delete')) return (await import('./delete.ts')).remove(service)
  if (options.has('reset-offsets')) return (await import('./reset.ts')).resetOffsets(service)
  return (await import('./delete-offsets.ts')).deleteOffsets(service)
}

function report(context: CommandContext, error: unknown): void {
  if (error instanceof UsageError) throw error
  if (javaClassOf(error) === 'java.lang.IllegalArgumentException') throw new UsageError(localFailure(error).message)
  const { message, thrown } = callFailure(error)
  context.report.failure(error, () => {
    printLine(context.stdout, `\nError: Executing consumer group command failed due to ${message}`)
    printLine(context.stderr, thrown)
  })
}
