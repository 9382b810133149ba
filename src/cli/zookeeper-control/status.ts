import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Transport } from '../../net/transport.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { systemProperties } from '../kit/java-options.ts'
import { printLine } from '../kit/output.ts'
import { askWord } from './ask-word.ts'
import { type ClientAddress, findClientAddress } from './client-address.ts'
import type { ServerPlace } from './place.ts'
import { serverMode } from './results.ts'

/** Asks the server of the configuration whether it leads, follows, or stands alone. */
export async function printStatus(context: CommandContext, { settings }: ServerPlace): Promise<number> {
  const { stdout } = context
  const address = findClientAddress(context, settings)
  if (address === undefined) return 1
  const { host, port, isSsl } = address
  printLine(stdout, `Client port found: ${port}. Client address: ${host}. Client SSL: ${isSsl}.`)
  const mode = await askMode(context, address)
  if (mode !== undefined) {
    const value = { host, port: Number(port), isTls: isSsl, mode: mode.replace(/^Mode: /, '') }
    context.report.results(serverMode, [value], () => `${mode}\n`)
    return 0
  }
  if (isSsl) {
    const hint = `We used secureClientPort (${port}) to establish connection, but we failed.`
    printLine(
      stdout,
      `${hint} Its TLS settings (-Dzookeeper.ssl.trustStore.location=…) are taken from SERVER_JVMFLAGS.`,
    )
  }
  const text = 'Error contacting service. It is probably not running.'
  context.report.failure(new Error(text), () => printLine(stdout, text))
  return 1
}

async function askMode(context: CommandContext, { host, port, isSsl }: ClientAddress): Promise<string | undefined> {
  try {
    const transport = await (isSsl ? tlsTransport(context) : context.transport())
    const answer = await askWord(context.clock, transport, { host, port: Number(port) }, 'srvr')
    return answer.split('\n').find((line) => line.includes('Mode'))
  } catch {
    return undefined
  }
}

/** With the trust and key stores that ZooKeeper's own client would use. */
async function tlsTransport({ env, cwd }: CommandContext): Promise<Transport> {
  const [{ readTlsSettings }, { tlsTransport }] = await Promise.all([
    import('../../net/tls/tls-settings.ts'),
    import('../../net/tls/tls-transport.ts'),
  ])
  const properties = systemProperties(env, ['SERVER_JVMFLAGS', 'JVMFLAGS', 'CLIENT_JVMFLAGS'])
  const readFile = (name: string) => readFileSync(path.resolve(cwd, name))
  return tlsTransport(readTlsSettings({ properties, prefix: 'zookeeper.ssl.', readFile }))
}
