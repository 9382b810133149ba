import { createLogger } from '../../base/logger.ts'
import { ZooKeeperClient } from '../../zookeeper/client/client.ts'
import type { CommandContext } from '../kit/command-context.ts'
import type { ZooKeeperSecurity } from '../kit/zookeeper-security.ts'
import { connectOptions } from '../zookeeper-shell/connect-options.ts'
import { kafkaToolSecurity } from '../zookeeper-shell/tls-file.ts'

export interface BriefConnection {
  /** `host:port,host:port/chroot`. */
  readonly server: string
  /** A file with what TLS needs. */
  readonly tlsFile?: string | undefined
  /** The same where it was read already. */
  readonly security?: ZooKeeperSecurity
  /** Until there is a connection. */
  readonly patienceMs: number
}

/**
 * ZooKeeper, to be asked something quickly by who looks after failures himself: nothing is logged, and a server that only
 * lets itself be read will do.
 * @throws JavaException for a bad address or file, and what `ZooKeeperClient.connect` rejects with
 */
export async function openZooKeeperBriefly(
  context: CommandContext,
  { server, tlsFile, security: known, patienceMs }: BriefConnection,
): Promise<ZooKeeperClient> {
  const { clock } = context
  const security = known ?? (await kafkaToolSecurity(context, tlsFile))
  const options = connectOptions(context, { server, timeoutMs: sessionTimeoutMs, readOnly: true, security })
  const logger = createLogger({ clock, name: 'zookeeper', level: 'FATAL', write: () => {} })
  return ZooKeeperClient.connect({ ...options, logger, connectionTimeoutMs: patienceMs })
}

const sessionTimeoutMs = 10_000
