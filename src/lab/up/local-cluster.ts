import { pause } from '../../base/clock.ts'
import type { Disk, DiskLock } from '../../base/disk/disk.ts'
import { MemoryDisk } from '../../base/disk/memory-disk.ts'
import { nodeDisk } from '../../base/disk/node-disk.ts'
import { startBroker } from '../../broker/server/start.ts'
import type { Address } from '../../net/transport.ts'
import { LabError } from '../lab-error.ts'
import { answers } from '../ready.ts'
import type { World } from '../trouble/troubled-world.ts'
import { brokerProperties, type LocalClusterOptions } from './local-configs.ts'
import { LocalServer } from './local-server.ts'
import { type LocalZooKeepers, localZooKeepers } from './local-zookeepers.ts'
import { forgetLostBrokers } from './lost-broker.ts'
import { named } from './start-failure.ts'

export interface LocalBroker {
  readonly id: number
  readonly address: Address
}

export interface LocalCluster {
  readonly host: string
  /** `host:port,host:port`, for `zookeeper.connect`. */
  readonly zookeepers: string
  readonly brokers: readonly LocalBroker[]
  /**
   * ZooKeeper, then the brokers, under the names `zookeeper` (or, of an ensemble, `pipeline-zookeeper-a`, …), `kafka-0`,
   * `kafka-1`, ….
   */
  readonly servers: readonly LocalServer[]
  /** The server of that name. Throws a LabError when there is none. */
  server(name: string): LocalServer
  readonly folder: string | undefined
  /** Stops the brokers, then ZooKeeper; resolves when what was acknowledged is on the disk. */
  close(): Promise<void>
}

const answerLimitMs = 30_000
const pollMs = 2

/** ZooKeeper and brokers in this process; resolves when all really answer and know each other. */
export async function startLocalCluster(options: LocalClusterOptions): Promise<LocalCluster> {
  const { host, folder, clock, transport } = options
  const disk = folder === undefined ? new MemoryDisk({ now: clock.now }) : nodeDisk
  const lock = lockFolder(disk, folder)
  const world = { transport, clock, disk }
  const zookeepers = await localZooKeepers(options, world)
  const brokers = Array.from({ length: options.brokers }, (_, id) => brokerServer(options, world, zookeepers, id))
  const servers = [...zookeepers.servers, ...brokers]
  const close = async () => {
    for (const server of servers.toReversed()) await end(server)
    lock?.release()
  }
  try {
    await zookeepers.start()
    if (folder !== undefined) await forgetLostBrokers(options, zookeepers.connect(), 'all')
    await startBrokers(options, brokers)
    return {
      host,
      zookeepers: zookeepers.connect(),
      brokers: brokers.map(({ port }, id) => ({ id, address: { host, port } })),
      servers,
      server: (name) => servers.find((server) => server.name === name) ?? unknownServer(name, servers),
      folder,
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

function unknownServer(name: string, servers: readonly LocalServer[]): never {
  throw new LabError(`there is no ${name}; there are ${servers.map((server) => server.name).join(', ')}`)
}

/** What can't end in order any more ends as it is. */
async function end(server: LocalServer): Promise<void> {
  if (server.state === 'running') await server.stop()
  else if (server.state !== 'stopped') await server.kill()
}

/** The first alone, so that a fresh cluster has it for its controller; then the others at once. */
async function startBrokers(options: LocalClusterOptions, brokers: readonly LocalServer[]): Promise<void> {
  const [first, ...others] = brokers
  await first?.start()
  const started = await Promise.allSettled(others.map((broker) => broker.start()))
  const failed = started.find((result) => result.status === 'rejected')
  if (failed) throw failed.reason
  for (const broker of brokers) await untilItAnswers(options, broker)
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

/** A broker serves before a controller is elected and before it hears of the others; clients are better off with all. */
async function untilItAnswers(options: LocalClusterOptions, broker: LocalServer): Promise<void> {
  const { clock, transport, host, brokers } = options
  const limit = clock.elapsed() + answerLimitMs
  while (!(await answers(clock, transport, 'kafka', { host, port: broker.port }, brokers))) {
    if (clock.elapsed() > limit) throw new LabError(`Kafka: no controller within ${answerLimitMs / 1000} s`)
    await pause(clock, pollMs)
  }
}

function brokerServer(
  options: LocalClusterOptions,
  world: World,
  zookeepers: LocalZooKeepers,
  id: number,
): LocalServer {
  const { random, loggerOf, kafkaPort } = options
  const name = `kafka-${id}`
  const logger = loggerOf(name)
  const what = options.brokers === 1 ? 'Kafka' : `Kafka broker ${id}`
  return new LocalServer({
    ...{ name, port: kafkaPort === 0 ? 0 : kafkaPort + id, world },
    start: (around, port) =>
      named(what, port, () =>
        startBroker({
          ...around,
          random,
          logger,
          properties: brokerProperties(options, id, port, zookeepers.connect()),
        }),
      ),
    afterKill: () => forgetLostBrokers(options, zookeepers.connect(), [id]),
  })
}
