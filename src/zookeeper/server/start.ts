import { AdminServer } from '../admin/admin-server.ts'
import { startPeer } from '../ensemble/start-peer.ts'
import { type DataDirectories, makeDataDirectories, restore } from '../storage/data-directory.ts'
import { Cleaning } from './cleaning.ts'
import { ClientPort } from './client-port.ts'
import type { RunningZooKeeper, ZooKeeperOptions } from './running.ts'
import { StandaloneSource } from './standalone-source.ts'
import { ZooKeeperServer } from './zookeeper-server.ts'

export type { RunningZooKeeper, ZooKeeperOptions } from './running.ts'

/**
 * Starts a ZooKeeper server; one that stands alone serves when this resolves, one of an ensemble looks for a leader.
 * Rejects with a ConfigError, a DataDirectoryError, a CorruptLogError, or the network's error (`EADDRINUSE`, …).
 */
export async function startZooKeeper(options: ZooKeeperOptions): Promise<RunningZooKeeper> {
  const { config, disk } = options
  const { ensemble } = config
  const directories = makeDataDirectories(disk, config.dataDir, config.dataLogDir)
  if (ensemble === undefined) return startAlone({ ...options, directories })
  return startPeer({ ...options, directories, ensemble })
}

async function startAlone(options: ZooKeeperOptions & { directories: DataDirectories }): Promise<RunningZooKeeper> {
  const { config, disk, clock, logger, directories } = options
  const databaseLogger = logger.named('org.apache.zookeeper.server.ZKDatabase')
  const begun = clock.elapsed()
  const tree = { ttlEnabled: config.ttlEnabled, digestEnabled: config.digestEnabled }
  const database = restore(disk, directories, tree, (message) => databaseLogger.warn(message))
  databaseLogger.info(
    `Snapshot loaded in ${Math.round(clock.elapsed() - begun)} ms, highest zxid is 0x${database.lastZxid.toString(16)}, digest is ${database.tree.digest}`,
  )
  const source = new StandaloneSource({ ...options, database })
  const port = await ClientPort.open(options)
  const admin = await openAdmin(options, port)
  const server = new ZooKeeperServer({ ...options, source, ...port.numbers, myId: 0 })
  port.serve(server)
  source.start()
  const cleaning = new Cleaning(options)
  source.ended.then(() => server.close())
  return {
    address: port.address,
    ended: source.ended,
    async close() {
      cleaning.stop()
      await admin.close()
      await port.close()
      await source.close(() => server.close())
    },
  }
}

/** When it can't be, the client port is free again. */
async function openAdmin(options: ZooKeeperOptions, port: ClientPort): Promise<AdminServer> {
  try {
    return await AdminServer.open({ ...options, server: () => port.server })
  } catch (error) {
    await port.close()
    throw error
  }
}
