import { expect, test } from 'vitest'
import { systemClock } from '../../../src/base/clock.ts'
import type { Disk } from '../../../src/base/disk/disk.ts'
import { MemoryDisk } from '../../../src/base/disk/memory-disk.ts'
import { createLogger } from '../../../src/base/logger.ts'
import { systemRandom } from '../../../src/base/random.ts'
import { tcpTransport } from '../../../src/net/tcp.ts'
import type { Transport } from '../../../src/net/transport.ts'
import { zooKeeperConfig } from '../../../src/zookeeper/config/config.ts'
import { startZooKeeper } from '../../../src/zookeeper/server/start.ts'
import { RawClient } from './raw-client.ts'
import { startInMemory } from './running.ts'

test('a full disk ends the server, and nothing that was acknowledged is lost', async () => {
  const disk = new MemoryDisk({ capacity: 40_000 })
  const server = await startInMemory({}, disk)
  const client = await RawClient.connect(server.port)
  const acknowledged: string[] = []
  const writing = Array.from({ length: 500 }, async (_, i) => {
    const made = await client.create(`/n${i}`, 'x'.repeat(100))
    if (typeof made === 'string') acknowledged.push(made)
  })
  const outcomes = await Promise.allSettled(writing)
  expect(outcomes.some(({ status }) => status === 'rejected')).toBe(true)
  expect((await server.ended)?.message).toMatch(/ENOSPC/)
  await server.close()
  const again = await startInMemory({}, withRoom(disk))
  const reader = await RawClient.connect(again.port)
  for (const path of acknowledged) expect([path, await reader.exists(path)]).toEqual([path, true])
  await again.close()
})

/** An fsync takes its time, and only then are the bytes safe. */
function withSlowSync(disk: MemoryDisk): Disk {
  const open = disk.open.bind(disk)
  disk.open = (path, mode) => {
    const file = open(path, mode)
    file.syncLater = async () => {
      await new Promise((resolve) => setTimeout(resolve, 3))
      file.sync()
    }
    return file
  }
  return disk
}

/** The same files on a bigger disk. */
function withRoom(full: MemoryDisk): MemoryDisk {
  const roomy = new MemoryDisk()
  roomy.makeDirectory('/data/version-2')
  for (const { name } of full.list('/data/version-2')) {
    roomy.writeFile(`/data/version-2/${name}`, full.readFile(`/data/version-2/${name}`))
  }
  return roomy
}

test('power loss at any moment keeps what was acknowledged, whatever reached the disk besides', async () => {
  for (let round = 0; round < 10; round++) {
    const disk = new MemoryDisk()
    const server = await startInMemory({ snapCount: '50' }, withSlowSync(disk))
    const client = await RawClient.connect(server.port)
    const acknowledged: string[] = []
    let crashed: MemoryDisk | undefined
    const writing = Array.from({ length: 300 }, async (_, i) => {
      const made = await client.create(`/n${i}`)
      if (crashed !== undefined || typeof made !== 'string') return
      acknowledged.push(made)
      if (acknowledged.length === 20 + round * 25) crashed = disk.crash((_path, unsynced) => (unsynced * round) >> 3)
    })
    await Promise.allSettled(writing)
    if (crashed === undefined) throw new Error('no crash')
    const again = await startInMemory({}, crashed)
    const reader = await RawClient.connect(again.port)
    const found = await Promise.all(acknowledged.map((path) => reader.exists(path)))
    expect(found).toEqual(acknowledged.map(() => true))
    await Promise.all([server.close(), again.close()])
  }
})

test('a client that does not read its answers is not read from, and harms nobody', async () => {
  const server = await startInMemory()
  const client = await RawClient.connect(server.port)
  await client.create('/big', 'x'.repeat(500_000))
  const greedy = await RawClient.connect(server.port)
  greedy.connection.pause()
  const answers = Array.from({ length: 100 }, () => greedy.text('/big'))
  for (let i = 0; i < 50; i++) expect(await client.exists('/big')).toBe(true)
  greedy.connection.resume()
  for (const text of await Promise.all(answers)) expect(text).toHaveLength(500_000)
  await server.close()
})

/** Real sockets; `pauses` says how often a connection was not read from any more. */
function countingPauses() {
  const seen = { pauses: 0, resumes: 0 }
  const transport: Transport = {
    ...tcpTransport,
    listen: (address, onConnection) =>
      tcpTransport.listen(address, (connection) => {
        const { pause, resume } = connection
        connection.pause = () => {
          seen.pauses++
          pause.call(connection)
        }
        connection.resume = () => {
          seen.resumes++
          resume.call(connection)
        }
        onConnection(connection)
      }),
  }
  return { seen, transport }
}

test('beyond globalOutstandingLimit nobody is read from before an answer was given; all are answered', async () => {
  const { seen, transport } = countingPauses()
  const server = await startInMemory({ globalOutstandingLimit: '10' }, withSlowSync(new MemoryDisk()), transport)
  const clients = await Promise.all([1, 2, 3].map(() => RawClient.connect(server.port)))
  expect(seen.pauses).toBe(0)
  const made = clients.flatMap((client, of) => Array.from({ length: 500 }, (_, i) => client.create(`/n${of}-${i}`)))
  for (const path of await Promise.all(made)) expect(path).toMatch(/^\/n/)
  expect(seen.pauses).toBeGreaterThan(0)
  expect(seen.resumes).toBe(seen.pauses)
  for (const client of clients) client.destroy()
  await server.close()
})

test('a disk that takes its time is complained about', async () => {
  const lines: string[] = []
  const logger = createLogger({ clock: systemClock, name: 'x', level: 'WARN', write: (line) => lines.push(line) })
  const all = { dataDir: '/data', clientPort: '0', clientPortAddress: '127.0.0.1', 'fsync.warningthresholdms': '-1' }
  const server = await startZooKeeper({
    config: zooKeeperConfig(new Map(Object.entries(all))),
    transport: tcpTransport,
    disk: new MemoryDisk(),
    clock: systemClock,
    random: systemRandom,
    logger,
  })
  const client = await RawClient.connect(server.address.port)
  await server.close()
  client.destroy()
  expect(lines[0]).toMatch(/WARN fsync-ing the write ahead log in SyncThread:0 took \d+ms which will adversely effect/)
})
