import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { ClientIo } from '../../client/node.ts'
import type { SecurityIo } from '../../client/security/security-io.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { systemProperties } from '../kit/java-options.ts'

/** The outside world for a client of this command; `--explain`, hints and JSON hear of what it does there. */
export async function clientIo(context: CommandContext): Promise<ClientIo> {
  const { clock, random, logger, report } = context
  const transport = await context.transport()
  return { clock, random, logger, transport, security: securityIo(context), trace: report.clientTrace }
}

/** What TLS and SASL ask for; loaded when they do. */
function securityIo({ cwd, env }: CommandContext): SecurityIo {
  return {
    readFile: (name) => readFileSync(path.resolve(cwd, name)),
    systemProperty: (name) => systemProperties(env, ['KAFKA_OPTS']).get(name),
    tlsTransport: async (settings) => (await import('../../net/tls/tls-transport.ts')).tlsTransport(settings),
    httpPost: async (request) => (await import('../../net/http-post.ts')).httpPost(request),
  }
}
