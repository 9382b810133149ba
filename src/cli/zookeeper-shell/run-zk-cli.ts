import { existsSync } from 'node:fs'
import path from 'node:path'
import type { CommandContext } from '../kit/command-context.ts'
import { printLine } from '../kit/output.ts'
import { readArguments, type ShellArguments } from './arguments.ts'
import { converse, logExit, readTimeout } from './run.ts'
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
  const { waitForConnection } = options
  return converse(context, { server, readOnly, timeoutMs, security, usageHead, waitForConnection }, command)
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
