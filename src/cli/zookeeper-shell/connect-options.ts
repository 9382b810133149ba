import type { Transport } from '../../net/transport.ts'
import type { ZooKeeperClientOptions } from '../../zookeeper/client/client.ts'
import { parseConnectString } from '../../zookeeper/client/connect-string.ts'
import { InvalidPathError } from '../../zookeeper/path.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { JavaException } from '../kit/java-exception.ts'
import type { ShellConnection } from './shell.ts'

/** What the shell connects with. Throws the JavaException that a bad address causes in ZooKeeper's own shell. */
export function connectOptions(
  context: CommandContext,
  { server, timeoutMs, readOnly, security }: Omit<ShellConnection, 'usageHead'>,
): ZooKeeperClientOptions {
  const { clock, random, logger, report } = context
  return {
    ...parseServer(server),
    sessionTimeoutMs: timeoutMs,
    readOnly,
    transport: security.transport ?? lazyTransport(context),
    sasl: security.sasl,
    clock,
    random,
    logger: logger.named('org.apache.zookeeper.ClientCnxn'),
    trace: report.zooKeeperTrace,
  }
}

function parseServer(server: string) {
  try {
    return parseConnectString(server)
  } catch (error) {
    if (error instanceof InvalidPathError) {
      throw new JavaException('java.lang.IllegalArgumentException', error.message)
    }
    if (!(error instanceof RangeError)) throw error
    const bad = error.message.startsWith('For input string') ? 'NumberFormatException' : 'IllegalArgumentException'
    throw new JavaException(`java.lang.${bad}`, error.message)
  }
}

/** The context's transport, which is loaded when the first connection is made. */
function lazyTransport(context: CommandContext): Transport {
  return {
    resolve: async (host) => (await context.transport()).resolve(host),
    listen: async (address, onConnection) => (await context.transport()).listen(address, onConnection),
    connect: async (address, options) => (await context.transport()).connect(address, options),
  }
}
