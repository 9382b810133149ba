import { type Clock, systemClock } from '../../../src/base/clock.ts'
import type { Disk } from '../../../src/base/disk/disk.ts'
import { MemoryDisk } from '../../../src/base/disk/memory-disk.ts'
import { silentLogger } from '../../../src/base/logger.ts'
import { systemRandom } from '../../../src/base/random.ts'
import { nodeHttp } from '../../../src/net/node-http.ts'
import { tcpTransport } from '../../../src/net/tcp.ts'
import type { Transport } from '../../../src/net/transport.ts'
import { zooKeeperConfig } from '../../../src/zookeeper/config/config.ts'
import { startZooKeeper } from '../../../src/zookeeper/server/start.ts'

/** A server in this process on a free port and a disk in memory. */
export async function startInMemory(
  settings: Record<string, string> = {},
  disk: Disk = new MemoryDisk(),
  transport: Transport = tcpTransport,
  clock: Clock = systemClock,
) {
  const all = { dataDir: '/data', clientPort: '0', clientPortAddress: '127.0.0.1', preAllocSize: '0', ...settings }
  const server = await startZooKeeper({
    config: zooKeeperConfig(new Map(Object.entries(all))),
    transport,
    disk,
    clock,
    random: systemRandom,
    logger: silentLogger,
    ...(settings['admin.serverPort'] === undefined ? {} : { http: nodeHttp }),
  })
  return { ...server, port: server.address.port }
}

export async function eventually(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 45_000
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`not in time: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
