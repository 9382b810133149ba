import { type Clock, pause } from '../../base/clock.ts'
import type { Disk, DiskLock } from '../../base/disk/disk.ts'
import { MemoryDisk } from '../../base/disk/memory-disk.ts'
import { nodeDisk } from '../../base/disk/node-disk.ts'
import type { Logger } from '../../base/logger.ts'
import type { Random } from '../../base/random.ts'
import { startBroker } from '../../broker/server/start.ts'
import type { Address, Transport } from '../../net/transport.ts'
import { zooKeeperConfig } from '../../zookeeper/config/config.ts'
import { startZooKeeper } from '../../zookeeper/server/start.ts'
import { LabError } from '../lab-error.ts'
import { answers } from '../ready.ts'
import { forgetLostBroker } from './lost-broker.ts'

export interface LocalClusterOptions {
  /** Where both listen, and what clients are told. */
  readonly host: string
  /** Port 0 picks a free one. */
  readonly zookeeperPort: number
  readonly kafkaPort: number
  /** Undefined keeps everything in memory. */
  readonly folder: string | undefined
  /** More settings of the broker, over ours. */
  readonly properties?: Readonly<Record<string, string>>
  readonly transport: Transport
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
}

export interface LocalCluster {
  readonly zookeeper: Address
  readonly kafka: Address
  readonly folder: string | undefined
  /** Stops the broker, then ZooKeeper; resolves when what was acknowledged is on the disk. */
  close(): Promise<void>
}

const answerLimitMs = 30_000
const pollMs = 2

/** ZooKeeper and one broker in this process; resolves when both really answer. */
export async function startLocalCluster(options: LocalClusterOptions): Promise<LocalCluster> {
  const { host, folder, clock } = options
  const disk = folder === undefined ? new MemoryDisk({ now: clock.now }) : nodeDisk
  const lock = lockFolder(disk, folder)
  const zookeeper = await named('ZooKeeper', options.zookeeperPort, () => startZooKeeperOf(options, disk)).catch(
    (error: unknown) => {
      lock?.release()
      throw error
    },
  )
  try {
    if (folder !== undefined) await forgetLostBroker(options, zookeeper.address.port)
    const broker = await named('Kafka', options.kafkaPort, () => startBrokerOf(options, disk, zookeeper.address.port))
    await untilItAnswers(options, broker.address)
    return {
      zookeeper: { host, port: zookeeper.address.port },
      kafka: { host, port: broker.address.port },
      folder,
      close: async () => {
        await broker.close()
        await zookeeper.close()
        lock?.release()
      },
    }
  } catch (error) {
    await zookeeper.close()
    lock?.release()
    throw error
  }
}

/** ZooKeeper itself takes no lock: two of them would write into each other's log. */
function lockFolder(disk: Disk, folder: string | undefined): DiskLock | undefined {
  if (folder === undefined) return undefined
  try {
    disk.makeDirectory(folder)
    const lock = disk.lock(`${folder}/.lock`)
    if (lock !== undefined) return lock
  } catch (error) {
    throw new LabError(`can't write to ${folder}: ${error instanceof Error ? error.message : error}`, { cause: error })
  }
  throw new LabError(
    `another \`kafkabox up\` keeps its data in ${folder}. Stop it, or choose another folder with --data.`,
  )
}

/** A broker serves before a controller is elected; clients are better off with both. */
async function untilItAnswers({ clock, transport }: LocalClusterOptions, kafka: Address): Promise<void> {
  const limit = clock.elapsed() + answerLimitMs
  while (!(await answers(clock, transport, 'kafka', kafka))) {
    if (clock.elapsed() > limit) throw new LabError(`Kafka: no controller within ${answerLimitMs / 1000} s`)
    await pause(clock, pollMs)
  }
}

function startZooKeeperOf(options: LocalClusterOptions, disk: Disk) {
  const config = zooKeeperConfig(
    new Map([
      ['dataDir', `${options.folder ?? ''}/zookeeper`],
      ['clientPort', String(options.zookeeperPort)],
      ['clientPortAddress', options.host],
      ['maxClientCnxns', '0'],
      // In memory nothing outlives the process, and zeros written ahead only cost memory.
      ...(options.folder === undefined
        ? ([
            ['forceSync', 'no'],
            ['preAllocSize', '64'],
          ] as const)
        : []),
    ]),
  )
  return startZooKeeper({ ...options, disk, config })
}

function startBrokerOf(options: LocalClusterOptions, disk: Disk, zookeeperPort: number) {
  const properties = new Map([
    ['broker.id', '0'],
    ['listeners', `PLAINTEXT://${options.host}:${options.kafkaPort}`],
    ['log.dirs', `${options.folder ?? ''}/kafka-logs`],
    ['zookeeper.connect', `${options.host}:${zookeeperPort}`],
    ['offsets.topic.replication.factor', '1'],
    ['transaction.state.log.replication.factor', '1'],
    ['transaction.state.log.min.isr', '1'],
    ['group.initial.rebalance.delay.ms', '0'],
    ...(options.folder === undefined ? ([['log.index.size.max.bytes', '65536']] as const) : []),
    ...Object.entries(options.properties ?? {}),
  ])
  return startBroker({ ...options, disk, properties })
}

/** What kept a server from starting, in one line; for a taken port, what to do about it. */
async function named<T>(what: string, port: number, start: () => Promise<T>): Promise<T> {
  try {
    return await start()
  } catch (error) {
    const words = isTaken(error) ? takenPort(what, port) : `${what}: ${error instanceof Error ? error.message : error}`
    throw new LabError(words, { cause: error })
  }
}

function takenPort(what: string, port: number): string {
  return `${what} can't listen on port ${port}: another program does. Stop it, or pick another port (0 for any free one).`
}

function isTaken(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return ('code' in error && error.code === 'EADDRINUSE') || isTaken(error.cause)
}
