import { createLogger } from '../../base/logger.ts'
import { Cluster } from '../../client/cluster.ts'
import { adminConfig } from '../../client/config.ts'
import type { ClientTrace } from '../../client/trace.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { clientIo } from './client-io.ts'
import { readCommandConfig } from './command-config.ts'

export interface BriefQuestion {
  readonly servers: string
  /** A file with the client's properties. */
  readonly commandConfig: string | undefined
  /** For each call with all its retries. */
  readonly patienceMs: number
  readonly trace?: ClientTrace
}

/**
 * A cluster to be asked something quickly, by who looks after failures himself: nothing is logged.
 * @throws JavaException and ClientError as `openCluster`
 */
export async function openBriefly(context: CommandContext, question: BriefQuestion): Promise<Cluster> {
  // A request gives up before its call does: so it is known what kept it.
  const requestMs = String(Math.floor(question.patienceMs * 0.8))
  const properties = new Map([
    ...readCommandConfig(context, question.commandConfig),
    ['bootstrap.servers', question.servers],
    ['request.timeout.ms', requestMs],
    ['default.api.timeout.ms', String(question.patienceMs)],
    ['socket.connection.setup.timeout.ms', requestMs],
  ])
  const { clock } = context
  const logger = createLogger({ clock, name: 'kafka', level: 'FATAL', write: () => {} })
  return Cluster.open(adminConfig(properties), { ...(await clientIo(context)), logger, trace: question.trace })
}
