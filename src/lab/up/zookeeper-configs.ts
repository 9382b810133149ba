import { type ZooKeeperConfig, zooKeeperConfig } from '../../zookeeper/config/config.ts'
import type { PeerPorts } from './ensemble-ports.ts'
import type { LocalClusterOptions } from './local-configs.ts'

/** Settings of a server that stands alone, or of one of an ensemble of these ports. */
export function zooKeeperSettings(
  options: LocalClusterOptions,
  index: number,
  port: number,
  ensemble: readonly PeerPorts[],
): ZooKeeperConfig {
  const { host, folder } = options
  return zooKeeperConfig(
    new Map([
      ['dataDir', zooKeeperFolder(options, index)],
      ['clientPort', String(port)],
      ['clientPortAddress', host],
      ['maxClientCnxns', '0'],
      ['admin.enableServer', 'false'],
      // Sessions may be as short as a second, for tests that wait for a broker's death to be noticed.
      ['tickTime', '500'],
      ['maxSessionTimeout', '60000'],
      ...members(host, ensemble),
      // In memory nothing outlives the process, and zeros written ahead only cost memory.
      ...(folder === undefined
        ? ([
            ['forceSync', 'no'],
            ['preAllocSize', '64'],
          ] as const)
        : []),
    ]),
  )
}

/** The first of an ensemble goes on with what a server that stood alone has left, and the other way round. */
export function zooKeeperFolder({ folder }: LocalClusterOptions, index: number): string {
  return `${folder ?? ''}/${index === 0 ? 'zookeeper' : `zookeeper-${letter(index)}`}`
}

/** `a` for the first, as the tutorials' containers are called. */
export function letter(index: number): string {
  return String.fromCharCode('a'.charCodeAt(0) + index)
}

/** Ten seconds and three: a busy machine is no reason to elect another leader, and brokers' sessions outlast one's death. */
function members(host: string, ensemble: readonly PeerPorts[]): [string, string][] {
  if (ensemble.length === 0) return []
  return [
    ['initLimit', '20'],
    ['syncLimit', '6'],
    ...ensemble.map(({ quorum, election }, index): [string, string] => [
      `server.${index + 1}`,
      `${host}:${quorum}:${election}`,
    ]),
  ]
}
