import { hashCodeOrder, javaMapSize } from '../../base/hash-order.ts'
import { describeCluster } from '../../client/admin/describe-cluster.ts'
import { describeLogDirs, type LogDirDescription } from '../../client/admin/describe-log-dirs.ts'
import type { Cluster } from '../../client/cluster.ts'
import { openCluster } from '../connect/admin.ts'
import { callFailure, type Failure, localFailure } from '../connect/failure.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { JavaException } from '../kit/java-exception.ts'
import { printLine } from '../kit/output.ts'
import { logDirObjects, logDirsJson } from './json.ts'
import { logDir } from './results.ts'

const terse = 'org.apache.kafka.server.util.TerseException'

export interface LogDirsRequest {
  readonly servers: string
  readonly commandConfig: string | undefined
  /** Empty for all. */
  readonly topics: readonly string[]
  readonly brokers: readonly string[]
}

/** Prints the log directories as JSON; what goes wrong is told on stderr, be it only `read` that fails. */
export async function runLogDirs(context: CommandContext, read: () => LogDirsRequest): Promise<number> {
  let request: LogDirsRequest
  let cluster: Cluster
  try {
    request = read()
    cluster = await openCluster(context, request.servers, request.commandConfig, {
      fallback: { 'client.id': 'log-dirs-tool' },
    })
  } catch (error) {
    return fail(context, error, localFailure(error))
  }
  try {
    return await describe(context, cluster, request)
  } catch (error) {
    return fail(context, error, error instanceof JavaException ? localFailure(error) : callFailure(error))
  } finally {
    cluster.close()
  }
}

async function describe(context: CommandContext, cluster: Cluster, request: LogDirsRequest): Promise<number> {
  const live = (await describeCluster(cluster)).brokers.map(({ id }) => id)
  const asked = request.brokers.map(brokerId)
  const unknown = inSetOrder(asked).filter((id) => !live.includes(id))
  if (unknown.length > 0) {
    const existing = inSetOrder(live).join(',')
    const text = `The given brokers do not exist from --broker-list: ${unknown.join(',')}. Current existent brokers: ${existing}`
    context.report.failure(new JavaException(terse, text), () => printLine(context.stderr, `ERROR: ${text}`))
    return 1
  }
  const brokers = inSetOrder(asked.length === 0 ? live : asked)
  printLine(context.stdout, 'Querying brokers for log directories information')
  const described = await Promise.all(brokers.map((broker) => directoriesOf(cluster, broker)))
  printLine(context.stdout, `Received log directory information from brokers ${brokers.join(',')}`)
  const directories = described.flatMap((broker) => logDirObjects(broker, request.topics))
  context.report.results(logDir, directories, () => `${logDirsJson(described, request.topics)}\n`)
  return 0
}

async function directoriesOf(cluster: Cluster, broker: number): Promise<BrokerLogDirs> {
  return { broker, logDirs: await describeLogDirs(cluster, broker) }
}

export interface BrokerLogDirs {
  readonly broker: number
  readonly logDirs: readonly LogDirDescription[]
}

function brokerId(text: string): number {
  if (/^[+-]?\d+$/.test(text)) return Number(text)
  throw new JavaException('java.lang.NumberFormatException', `For input string: "${text}"`)
}

/** Each id once, as Java's HashSet hands them out. */
function inSetOrder(ids: readonly number[]): number[] {
  return hashCodeOrder([...new Set(ids)], (id) => id, javaMapSize)
}

function fail({ report, stderr }: CommandContext, error: unknown, { message, thrown }: Failure): number {
  report.failure(error, () => {
    printLine(stderr, message)
    printLine(stderr, `${thrown}\n`)
  })
  return 1
}
