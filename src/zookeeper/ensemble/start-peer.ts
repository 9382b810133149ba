import type { Disk } from '../../base/disk/disk.ts'
import { AdminServer, AdminServerError } from '../admin/admin-server.ts'
import { clientAddress } from '../config/client-address.ts'
import type { ZooKeeperConfig } from '../config/config.ts'
import { ConfigError } from '../config/config-error.ts'
import { type EnsembleConfig, parseMyId } from '../config/ensemble.ts'
import { Cleaning } from '../server/cleaning.ts'
import { ClientPort } from '../server/client-port.ts'
import type { RunningZooKeeper, ZooKeeperOptions } from '../server/running.ts'
import type { DataDirectories } from '../storage/data-directory.ts'
import { Peer } from './peer.ts'

export interface PeerStartOptions extends ZooKeeperOptions {
  readonly ensemble: EnsembleConfig
  readonly directories: DataDirectories
}

/** Starts a server of an ensemble; resolves when its ports are open, though it serves nobody before there is a leader. */
export async function startPeer(options: PeerStartOptions): Promise<RunningZooKeeper> {
  const { ensemble, disk } = options
  const myId = readMyId(disk, options.config.dataDir)
  if (!ensemble.members.servers.has(myId)) throw new Error(`My id ${myId} not in the peer list`)
  const config = withClientPort(options.config, ensemble, myId)
  checkPeerType(options, myId)
  warnOfNumbers(options)
  const port = await ClientPort.open({ ...options, config })
  const peer = await openPeer({ ...options, config, port, myId })
  const admin = await openAdmin({ ...options, config }, port, peer)
  const cleaning = new Cleaning({ ...options, config })
  return {
    get address() {
      return port.address
    },
    ended: peer.ended,
    async close() {
      cleaning.stop()
      await admin?.close()
      await port.close()
      await peer.close()
    },
  }
}

/** A server of an ensemble goes on without it: several of them may live on one machine. */
async function openAdmin(options: ZooKeeperOptions, port: ClientPort, peer: Peer): Promise<AdminServer | undefined> {
  try {
    return await AdminServer.open({ ...options, server: () => port.server })
  } catch (error) {
    if (!(error instanceof AdminServerError)) {
      await port.close()
      await peer.close()
      throw error
    }
    options.logger.named('org.apache.zookeeper.server.quorum.QuorumPeer').warn(error.message)
    return undefined
  }
}

/** When it can't be, the port is free again. */
async function openPeer(options: ConstructorParameters<typeof Peer>[0]): Promise<Peer> {
  try {
    const peer = new Peer(options)
    await peer.start()
    return peer
  } catch (error) {
    await options.port.close()
    throw error
  }
}

/** @throws ConfigError */
function readMyId(disk: Disk, dataDir: string): number {
  const path = `${dataDir}/myid`
  if (!disk.exists(path)) throw new ConfigError('myid file is missing')
  return parseMyId(disk.readFile(path).toString('utf8'))
}

/** The `server.N` line may name the client port in place of `clientPort`. */
function withClientPort(config: ZooKeeperConfig, ensemble: EnsembleConfig, myId: number): ZooKeeperConfig {
  const address = clientAddress(config, ensemble.members.servers.get(myId)?.client, myId)
  if (address.clientPort === -1 && config.clientTls?.port === undefined) throw new ConfigError('clientPort is not set')
  return { ...config, ...address }
}

function warnOfNumbers({ ensemble, logger }: PeerStartOptions): void {
  const log = logger.named('org.apache.zookeeper.server.quorum.QuorumPeerConfig')
  const { length } = ensemble.members.quorum.voters
  if (length <= 2) log.warn('No server failure will be tolerated. You need at least 3 servers.')
  else if (length % 2 === 0) log.warn('Non-optimal configuration, consider an odd number of servers.')
}

function checkPeerType({ ensemble, logger }: PeerStartOptions, myId: number): void {
  const isObserver = ensemble.members.servers.get(myId)?.isObserver ?? ensemble.isObserver
  if (isObserver === ensemble.isObserver) return
  const name = (observes: boolean) => (observes ? 'OBSERVER' : 'PARTICIPANT')
  logger
    .named('org.apache.zookeeper.server.quorum.QuorumPeerConfig')
    .warn(
      `Peer type from servers list (${name(isObserver)}) doesn't match peerType (${name(ensemble.isObserver)}). Defaulting to servers list.`,
    )
}
