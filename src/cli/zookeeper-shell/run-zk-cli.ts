import { existsSync } from 'node:fs'
import path from 'node:path'
import type { CommandContext } from '../kit/command-context.ts'
import { JavaException } from '../kit/java-exception.ts'
import { printLine } from '../kit/output.ts'
import { readArguments, type ShellArguments } from './arguments.ts'
import { converse, logExit, readTimeout } from './run.ts'
import type { Shell } from './shell.ts'
import { zkCliSecurity } from './tls-file.ts'

const usageHead = 'ZooKeeper -server host:port -client-configuration properties-file cmd args'
const badInvocation = 2

/** zkCli.sh from its arguments to its exit code: the shell with ZooKeeper's own way to name the server. */
export async function runZkCli(context: CommandContext): Promise<number> {
  const options = readArguments(context.args, context)
  const { server, readOnly, command } = options
  printLine(context.stdout, `Connecting to ${server}`)
  if (!configurationIsThere(context, options)) return badInvocation
  const security = await zkCliSecurity(context, options.clientConfiguration)
  const timeoutMs = readTimeout(options.timeout)
  const ready = (shell: Shell) => (options.waitForConnection ? untilConnected(shell, timeoutMs) : Promise.resolve())
  return converse(context, { server, readOnly, timeoutMs, security, usageHead }, command, ready)
}

function configurationIsThere(context: CommandContext, { clientConfiguration: name }: ShellArguments): boolean {
  if (name === undefined) return true
  const file = path.resolve(context.cwd, name)
  if (existsSync(file)) return true
  const reason = `java.lang.IllegalArgumentException: ${name} file is missing`
  const { stderr, logger } = context
  logger.named('org.apache.zookeeper.common.ZKConfig').error(`Error while configuration from: ${name}`, reason)
  printLine(
    stderr,
    `org.apache.zookeeper.server.quorum.QuorumPeerConfig$ConfigException: Error while processing ${name}`,
  )
  printLine(stderr, `Caused by: ${reason}`)
  logExit(context, badInvocation)
  return false
}

async function untilConnected(shell: Shell, timeoutMs: number): Promise<void> {
  try {
    await shell.zookeeper.connected(timeoutMs)
  } catch {
    await shell.zookeeper.close()
    const loss = 'KeeperErrorCode = ConnectionLoss'
    throw new JavaException(
      'java.io.IOException',
      `org.apache.zookeeper.KeeperException$ConnectionLossException: ${loss}`,
    )
  }
}
