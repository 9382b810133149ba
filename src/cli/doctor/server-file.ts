import { nodeDisk } from '../../base/disk/node-disk.ts'
import { parseProperties } from '../../base/properties.ts'
import { BrokerConfig } from '../../broker/configs/broker-config.ts'
import { advertisedListeners, type Endpoint, formatEndpoint, listeners } from '../../broker/configs/listeners.ts'
import { logDirectories } from '../../broker/server/log-settings.ts'
import { readMetaProperties } from '../../log/meta-properties.ts'
import { readText } from '../connect/command-config.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { type Finding, failed, fault, fine } from './finding.ts'
import { examineServer } from './servers.ts'

export interface ServerFile {
  readonly findings: readonly Finding[]
  /** Undefined when the file makes no broker. */
  readonly config: BrokerConfig | undefined
}

/** A broker's configuration file: its values, its ports, its folders. */
export async function examineServerFile(context: CommandContext, file: string): Promise<ServerFile> {
  try {
    const config = new BrokerConfig(parseProperties(readText(context, file)))
    const bound = listeners(config)
    const advertised = advertisedListeners(config, bound, 'localhost')
    const parts = await Promise.all([
      ...bound.map((endpoint) => examinePort(context, endpoint)),
      ...advertised.map((endpoint) => examineName(context, endpoint)),
    ])
    return { findings: [fine(file, 'all its values are valid'), ...parts.flat(), ...folders(config)], config }
  } catch (error) {
    const advice = 'mend the setting; `kafkabox help server.properties` describes them all'
    return { findings: [failed(file, error, undefined, advice)], config: undefined }
  }
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
  if (endpoint.protocol !== 'PLAINTEXT') return [fine(subject, 'its port is in use')]
  const { finding, reached } = await examineServer(context, subject, `${host || 'localhost'}:${port}`, undefined)
  reached?.cluster.close()
  if (reached !== undefined) return [fine(subject, 'a broker answers there')]
  const advice = 'end what listens there, or give the broker another port'
  return [{ ...finding, sentence: `its port is taken by what is no broker: ${finding.sentence}`, advice }]
}

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

/** Below this part of a disk's space a folder is as good as full. */
const leastFree = 0.05

const folders = (config: BrokerConfig): Finding[] => logDirectories(config).map((name) => folder(name, config))

function folder(name: string, config: BrokerConfig): Finding {
  const subject = `log directory ${name}`
  if (!nodeDisk.exists(name)) return fine(subject, 'it is not there yet; the broker makes it')
  try {
    const meta = readMetaProperties(nodeDisk, name)
    const id = config.get('broker.id')
    if (meta?.brokerId !== undefined && id >= 0 && meta.brokerId !== id) {
      const sentence = `it belongs to broker ${meta.brokerId} (meta.properties), and not to broker ${id}`
      return fault(subject, sentence, 'mend broker.id, or give this broker a folder of its own in log.dirs')
    }
    const { total, usable } = nodeDisk.space(name)
    if (usable / total >= leastFree) return fine(subject, 'it is there, with room on its disk')
    const percent = ((usable / total) * 100).toFixed(1)
    return fault(subject, `only ${percent} % of its disk are free`, 'make room, or lower log.retention.hours')
  } catch (error) {
    return failed(subject, error, undefined, 'mend the folder: the broker will not start with it')
  }
}
