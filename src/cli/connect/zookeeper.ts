import { ensurePath } from '../../broker/server/top-level-paths.ts'
import { ClientError } from '../../client/errors.ts'
import { ZooKeeperError } from '../../wire/jute/errors.ts'
import { ZooKeeperClient } from '../../zookeeper/client/client.ts'
import { InvalidPathError } from '../../zookeeper/path.ts'
import type { CommandContext } from '../kit/command-context.ts'
import type { ZooKeeperSecurity } from '../kit/zookeeper-security.ts'
import { connectOptions } from '../zookeeper-shell/connect-options.ts'

export interface ZooKeeperConnection {
  /** `host:port,host:port/chroot`. */
  readonly server: string
  readonly sessionTimeoutMs: number
  readonly connectionTimeoutMs: number
  readonly security: ZooKeeperSecurity
  /** Makes the path behind the servers where it is missing. */
  readonly createChroot?: true
}

/**
 * A client as Kafka's own code would have it: requests outlast the loss of a connection, though not for ever.
 * @throws JavaException for a bad address, ClientError (ZooKeeperClientTimeoutException)
 */
export async function openZooKeeper(
  context: CommandContext,
  { server, sessionTimeoutMs, connectionTimeoutMs, security, createChroot }: ZooKeeperConnection,
): Promise<ZooKeeperClient> {
  const { chroot = '', ...servers } = connectOptions(context, {
    server,
    timeoutMs: sessionTimeoutMs,
    readOnly: false,
    security,
  })
  const options = {
    ...servers,
    connectionTimeoutMs,
    retryConnectionLoss: true,
    reconnectTimeoutMs: connectionTimeoutMs,
  }
  if (createChroot && chroot !== '') await makeChroot(await connect(options), chroot)
  return connect({ ...options, chroot })
}

async function connect(options: Parameters<typeof ZooKeeperClient.connect>[0]): Promise<ZooKeeperClient> {
  try {
    return await ZooKeeperClient.connect(options)
  } catch (error) {
    if (!(error instanceof Error) || 'className' in error) throw error
    throw new ClientError('kafka.zookeeper.ZooKeeperClientTimeoutException', error.message)
  }
}

async function makeChroot(zookeeper: ZooKeeperClient, chroot: string): Promise<void> {
  try {
    await throwingAsJava(() => ensurePath(zookeeper, chroot))
  } finally {
    await zookeeper.close()
  }
}

/** Does it, and throws what ZooKeeper refuses as the exception of Java's client. */
export async function throwingAsJava<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof InvalidPathError) throw new ClientError('java.lang.IllegalArgumentException', error.message)
    throw error instanceof ZooKeeperError ? keeperException(error) : error
  }
}

function keeperException({ errorName = 'systemError', message }: ZooKeeperError): ClientError {
  const name = `${errorName.charAt(0).toUpperCase()}${errorName.slice(1)}Exception`
  return new ClientError(`org.apache.zookeeper.KeeperException$${name}`, message)
}
