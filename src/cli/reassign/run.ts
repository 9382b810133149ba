import type { Cluster } from '../../client/cluster.ts'
import { openCluster } from '../connect/admin.ts'
import { CallFailed } from '../connect/called.ts'
import { readText } from '../connect/command-config.ts'
import { callFailure, localFailure } from '../connect/failure.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { JavaException } from '../kit/java-exception.ts'
import { OutputClosed, printLine } from '../kit/output.ts'
import { actionOf } from './checks.ts'
import { TerseFailure } from './failures.ts'
import type { ReassignOptions } from './options.ts'

/** What an action needs of the world. */
export interface Reassigning {
  readonly context: CommandContext
  readonly cluster: Cluster
}

/** kafka-reassign-partitions from its options to its exit code; what goes wrong is told on stdout. */
export async function runReassign(context: CommandContext, options: ReassignOptions): Promise<number> {
  try {
    const [servers, config] = [options.value('bootstrap-server') ?? '', options.value('command-config')]
    const fallback = { 'client.id': 'reassign-partitions-tool' }
    const cluster = await openCluster(context, servers, config, { fallback })
    try {
      await act({ context, cluster }, options)
    } finally {
      cluster.close()
    }
    return 0
  } catch (error) {
    if (error instanceof OutputClosed) throw error
    fail(context, error)
    return 1
  }
}

function fail({ report, stdout }: CommandContext, error: unknown): void {
  if (error instanceof TerseFailure) {
    report.failure(error, () => printLine(stdout, error.message))
    return
  }
  const isCall = error instanceof CallFailed
  const { message, thrown } = isCall ? callFailure(error.cause) : localFailure(error)
  report.failure(isCall ? error.cause : error, () => printLine(stdout, `Error: ${message}\n${thrown}\n`))
}

async function act(work: Reassigning, options: ReassignOptions): Promise<void> {
  const plan = () => readFile(work.context, options.value('reassignment-json-file') ?? '')
  const keepsThrottles = options.has('preserve-throttles')
  switch (actionOf(options)) {
    case 'generate': {
      const { generate } = await import('./generate.ts')
      const topics = readFile(work.context, options.value('topics-to-move-json-file') ?? '')
      return generate(work, topics, options.value('broker-list') ?? '', !options.has('disable-rack-aware'))
    }
    case 'execute': {
      const { execute } = await import('./execute.ts')
      return execute(work, plan(), {
        isAdditional: options.has('additional'),
        interBrokerThrottle: options.value('throttle'),
        logDirThrottle: options.value('replica-alter-log-dirs-throttle'),
        timeoutMs: options.value('timeout'),
      })
    }
    case 'verify':
      return (await import('./verify.ts')).verify(work, plan(), keepsThrottles)
    case 'cancel':
      return (await import('./cancel.ts')).cancel(work, plan(), options.value('timeout'), keepsThrottles)
    case 'list':
      return (await import('./list.ts')).list(work)
  }
}

function readFile(context: CommandContext, file: string): string {
  try {
    return readText(context, file)
  } catch (error) {
    if (!(error instanceof JavaException)) throw error
    throw new JavaException('java.io.IOException', `Unable to read file ${file}`)
  }
}
