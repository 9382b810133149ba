import type { Clock } from '../../base/clock.ts'
import type { Disk } from '../../base/disk/disk.ts'
import type { Logger } from '../../base/logger.ts'
import type { Random } from '../../base/random.ts'
import type { Address, Transport } from '../../net/transport.ts'
import type { ZooKeeperConfig } from '../config/config.ts'
import { makeDataDirectories, restore } from '../storage/data-directory.ts'
import { Cleaning } from './cleaning.ts'
import { ClientPort } from './client-port.ts'
import { StandaloneSource } from './standalone-source.ts'
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
  const { config, disk, clock, logger } = options
  const directories = makeDataDirectories(disk, config.dataDir, config.dataLogDir)
  const databaseLogger = logger.named('org.apache.zookeeper.server.ZKDatabase')
  const begun = clock.elapsed()
  const tree = { ttlEnabled: config.ttlEnabled, digestEnabled: config.digestEnabled }
  const database = restore(disk, directories, tree, (message) => databaseLogger.warn(message))
  databaseLogger.info(
    `Snapshot loaded in ${Math.round(clock.elapsed() - begun)} ms, highest zxid is 0x${database.lastZxid.toString(16)}, digest is ${database.tree.digest}`,
  )
  const source = new StandaloneSource({ ...options, database, directories })
  const port = await ClientPort.open(options)
  const server = new ZooKeeperServer({ ...options, source, directories, clientPort: port.address.port })
  port.serve(server)
  source.start()
  const cleaning = new Cleaning({ ...options, directories })
  source.ended.then(() => server.close())
  return {
    address: port.address,
    ended: source.ended,
    async close() {
      cleaning.stop()
      await port.close()
      await source.close(() => server.close())
    },
  }
}
