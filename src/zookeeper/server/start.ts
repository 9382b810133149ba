import type { Clock } from '../../base/clock.ts'
import type { Disk } from '../../base/disk/disk.ts'
import type { Logger } from '../../base/logger.ts'
import type { Random } from '../../base/random.ts'
import type { Address, Listener, Transport } from '../../net/transport.ts'
import type { ZooKeeperConfig } from '../config/config.ts'
import { makeDataDirectories, restore } from '../storage/data-directory.ts'
import { Cleaning } from './cleaning.ts'
import { ZooKeeperServer } from './zookeeper-server.ts'

export interface ZooKeeperOptions {
  readonly config: ZooKeeperConfig
  readonly transport: Transport
  readonly disk: Disk
  readonly clock: Clock
  readonly random: Random
  /** Named anew for each part of the server. */
  readonly logger: Logger
}

export interface RunningZooKeeper {
  /** Where clients are served, with the port that was picked. */
  readonly address: Address
  /** Resolves when the server has ended; with the error if that was not asked for. */
  readonly ended: Promise<Error | undefined>
  /** Stops serving; resolves when what was promised is on the disk. */
  close(): Promise<void>
}

/**
 * Starts a standalone ZooKeeper server; resolves when it serves.
 * Rejects with a DataDirectoryError, a CorruptLogError, or the network's error (`EADDRINUSE`, …).
 */
export async function startZooKeeper(options: ZooKeeperOptions): Promise<RunningZooKeeper> {
  const { config, transport, disk, clock, logger } = options
  const directories = makeDataDirectories(disk, config.dataDir, config.dataLogDir)
  const databaseLogger = logger.named('org.apache.zookeeper.server.ZKDatabase')
  const begun = clock.elapsed()
  const tree = { ttlEnabled: config.ttlEnabled, digestEnabled: config.digestEnabled }
  const database = restore(disk, directories, tree, (message) => databaseLogger.warn(message))
  databaseLogger.info(
    `Snapshot loaded in ${Math.round(clock.elapsed() - begun)} ms, highest zxid is 0x${database.lastZxid.toString(16)}, digest is ${database.tree.digest}`,
  )
  const server = new ZooKeeperServer({ ...options, database, directories })
  const listener = await listen(transport, config, server)
  server.serve(listener.address.port)
  const cleaning = new Cleaning({ ...options, directories })
  return {
    address: listener.address,
    ended: server.ended,
    async close() {
      cleaning.stop()
      await listener.close()
      await server.close()
    },
  }
}

async function listen(transport: Transport, config: ZooKeeperConfig, server: ZooKeeperServer): Promise<Listener> {
  const address = { host: config.clientPortAddress ?? '', port: config.clientPort }
  return transport.listen(address, (connection) => server.accept(connection))
}
