import { parseProperties } from '../../base/properties.ts'
import { BrokerConfig } from '../../broker/configs/broker-config.ts'
import { checkListeners } from '../../broker/configs/listener-checks.ts'
import { advertisedListeners, type Endpoint, formatEndpoint, listeners } from '../../broker/configs/listeners.ts'
import { probeProtocol } from '../../net/protocol-probe.ts'
import { readText } from '../connect/command-config.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { type Finding, failed, fault, fine } from './finding.ts'
import { examineServer } from './servers.ts'

export interface ServerFile {
  readonly findings: readonly Finding[]
  /** What stands in it; nothing when it can't be read. */
  readonly properties: ReadonlyMap<string, string>
  /** Undefined when the file makes no broker. */
  readonly config: BrokerConfig | undefined
}

/** A broker's configuration file: its values and its ports. */
export async function examineServerFile(context: CommandContext, file: string): Promise<ServerFile> {
  let properties: ReadonlyMap<string, string> = new Map()
  try {
    properties = parseProperties(readText(context, file))
    const config = new BrokerConfig(properties)
    const bound = listeners(config)
    const advertised = advertisedListeners(config, bound, 'localhost')
    checkListeners(config, bound, advertised)
    const parts = await Promise.all([
      ...bound.map((endpoint) => examinePort(context, endpoint)),
      ...advertised.map((endpoint) => examineName(context, endpoint)),
    ])
    return { findings: [fine(file, 'all its values are valid'), ...parts.flat()], properties, config }
  } catch (error) {
    const advice = 'mend the setting; `kafkabox help server.properties` describes them all'
    return { findings: [unusable(file, error, advice)], properties, config: undefined }
  }
}

/** Java's message of a file that can't be read is its name. */
function unusable(file: string, error: unknown, advice: string): Finding {
  if (!(error instanceof Error) || error.message !== file) return failed(file, error, undefined, advice)
  return fault(
    file,
    'there is no such file, or this user may not read it',
    'look at the name: it is taken from this folder',
  )
}

/** Free for the broker, or taken by a broker that runs: by anything else the broker could not start. */
async function examinePort(context: CommandContext, endpoint: Endpoint): Promise<Finding[]> {
  const { host, port } = endpoint
  const subject = `listener ${formatEndpoint(endpoint)}`
  const transport = await context.transport()
  try {
    const listener = await transport.listen({ host, port }, (connection) => connection.destroy())
    await listener.close()
    return [fine(subject, 'its port is free: no broker runs there')]
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code !== 'EADDRINUSE') return [notBindable(subject, host, error, code)]
  }
  if (endpoint.protocol !== 'PLAINTEXT') return [await speakerOf(context, subject, endpoint)]
  const { finding, reached } = await examineServer(context, subject, `${host || 'localhost'}:${port}`, undefined)
  reached?.cluster.close()
  if (reached !== undefined) return [fine(subject, 'a broker answers there')]
  const sentence = `its port is taken by what is no broker: ${finding.sentence}`
  return [{ ...finding, sentence, advice: takenAdvice }]
}

/** Nobody logs in here: what can be told is whether it speaks another protocol than this listener's. */
async function speakerOf(
  context: CommandContext,
  subject: string,
  { host, port, protocol }: Endpoint,
): Promise<Finding> {
  const place = { host: host || 'localhost', port }
  const spoken = await probeProtocol(await context.transport(), context.clock, place, probeMs)
  if (spoken === undefined || (spoken === 'TLS' && protocol.endsWith('SSL'))) return fine(subject, 'its port is in use')
  return fault(subject, `its port is taken by what speaks ${spoken}`, takenAdvice)
}

const probeMs = 1000
const takenAdvice = 'end what listens there, or give the broker another port'

function notBindable(subject: string, host: string, error: unknown, code: unknown): Finding {
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return fault(
      subject,
      `${host} is no address of this machine`,
      'set listeners to an address of it, or to an empty host',
    )
  }
  return failed(subject, error, undefined, 'take a port above 1023, or one that the system lets this user have')
}

async function examineName(context: CommandContext, endpoint: Endpoint): Promise<Finding[]> {
  const { host } = endpoint
  try {
    await (await context.transport()).resolve(host)
    return []
  } catch {
    const subject = `advertised listener ${formatEndpoint(endpoint)}`
    return [fault(subject, `the name ${host} does not resolve here`, 'look at its spelling, and at DNS or /etc/hosts')]
  }
}
