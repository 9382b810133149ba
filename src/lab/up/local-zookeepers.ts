import { pause } from '../../base/clock.ts'
import { startZooKeeper } from '../../zookeeper/server/start.ts'
import { LabError } from '../lab-error.ts'
import { zooKeeperMode } from '../ready.ts'
import type { World } from '../trouble/troubled-world.ts'
import { ensemblePorts, type PeerPorts } from './ensemble-ports.ts'
import type { LocalClusterOptions } from './local-configs.ts'
import { LocalServer } from './local-server.ts'
import { named } from './start-failure.ts'
import { letter, zooKeeperFolder, zooKeeperSettings } from './zookeeper-configs.ts'

/** The ZooKeeper of a local cluster: one server, or an ensemble. */
export interface LocalZooKeepers {
  readonly servers: readonly LocalServer[]
  /** For `zookeeper.connect`; the ports are known once they have started. */
  connect(): string
  /** Resolves when all serve clients. */
  start(): Promise<void>
}

const answerLimitMs = 30_000
const pollMs = 5

export async function localZooKeepers(options: LocalClusterOptions, world: World): Promise<LocalZooKeepers> {
  const { host, zookeepers, zookeeperPort } = options
  const ensemble = zookeepers === 1 ? [] : await ensemblePorts(options, zookeeperPort, zookeepers)
  const servers = Array.from({ length: zookeepers }, (_, index) => zooKeeperServer(options, world, index, ensemble))
  return {
    servers,
    connect: () => servers.map(({ port }) => `${host}:${port}`).join(','),
    async start() {
      const seeds = seedCount(options, world)
      rememberIds(options, world)
      for (const some of [servers.slice(0, seeds), servers.slice(seeds)]) {
        await startAll(some)
        for (const server of some) await untilItServes(options, server)
      }
    },
  }
}

function zooKeeperServer(
  options: LocalClusterOptions,
  world: World,
  index: number,
  ensemble: readonly PeerPorts[],
): LocalServer {
  const { host, random, loggerOf, zookeeperPort } = options
  const isAlone = ensemble.length === 0
  const what = isAlone ? 'ZooKeeper' : `ZooKeeper ${letter(index)}`
  const name = isAlone ? 'zookeeper' : `pipeline-zookeeper-${letter(index)}`
  const logger = loggerOf(name)
  return new LocalServer({
    name,
    port: zookeeperPort === 0 ? 0 : zookeeperPort + index,
    world,
    start: (around, port) =>
      named(what, port, () =>
        startZooKeeper({ ...around, random, logger, config: zooKeeperSettings(options, index, port, ensemble) }),
      ),
    role: async (port) => (await zooKeeperMode(world.clock, world.transport, { host, port })) ?? 'looking',
  })
}

/**
 * How many have to agree before the others may join. What a server that stood alone has kept is not known to the others
 * of the ensemble that it becomes: without it they would elect a leader that knows nothing, and have it forget.
 */
function seedCount(options: LocalClusterOptions, { disk }: World): number {
  const { zookeepers } = options
  const kept = Array.from({ length: zookeepers }, (_, index) =>
    disk.exists(`${zooKeeperFolder(options, index)}/version-2`),
  )
  const wasEnsemble = disk.exists(myIdFile(options, 0))
  if (!kept.includes(true) || (wasEnsemble && !kept.includes(false))) return zookeepers
  return Math.floor(zookeepers / 2) + 1
}

/** Each server of an ensemble finds its id beside its data; one that stands alone has none. */
function rememberIds(options: LocalClusterOptions, { disk }: World): void {
  if (options.zookeepers === 1) disk.remove(myIdFile(options, 0))
  else
    for (let index = 0; index < options.zookeepers; index++) {
      disk.makeDirectory(zooKeeperFolder(options, index))
      disk.writeFile(myIdFile(options, index), Buffer.from(`${index + 1}\n`))
    }
}

function myIdFile(options: LocalClusterOptions, index: number): string {
  return `${zooKeeperFolder(options, index)}/myid`
}

async function startAll(servers: readonly LocalServer[]): Promise<void> {
  const started = await Promise.allSettled(servers.map((server) => server.start()))
  const failed = started.find((result) => result.status === 'rejected')
  if (failed) throw failed.reason
}

async function untilItServes(
  { clock, transport, host }: LocalClusterOptions,
  { name, port }: LocalServer,
): Promise<void> {
  const limit = clock.elapsed() + answerLimitMs
  while ((await zooKeeperMode(clock, transport, { host, port })) === undefined) {
    if (clock.elapsed() > limit) throw new LabError(`${name} does not serve within ${answerLimitMs / 1000} s`)
    await pause(clock, pollMs)
  }
}
