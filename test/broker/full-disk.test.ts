import path from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { buildBatch } from '../../src/wire/records/builder.ts'
import { ServerSet } from '../kit/server-set.ts'
import { eventually, type Server } from '../kit/servers.ts'
import { canMount, mountSmallDisk, type SmallDisk } from '../kit/small-disk.ts'
import { WireClient } from '../kit/wire-client.ts'
import { registrationGone } from '../kit/zookeeper-view.ts'

const servers = new ServerSet()
let disk: SmallDisk | undefined
afterEach(async () => {
  await servers.dispose()
  disk?.dispose()
})

/** Produces until the broker has no room left; says how many records it acknowledged. */
async function fill(broker: Server): Promise<number> {
  const client = await WireClient.connect(broker.port)
  await client.createTopic('hoard')
  for (let acknowledged = 0; ; acknowledged++) {
    const value = Buffer.alloc(100_000, `${acknowledged} `)
    const batch = buildBatch([{ timestamp: Date.now(), key: null, value }])
    const { error } = await client.produce('hoard', batch).catch(() => ({ error: 'disconnected' }))
    if (error === 'NONE') continue
    expect(['KAFKA_STORAGE_ERROR', 'disconnected']).toContain(error)
    client.close()
    return acknowledged
  }
}

test.skipIf(!canMount)('a full disk ends the broker, and takes nothing of what it had acknowledged', async () => {
  disk = await mountSmallDisk(8)
  const zookeeper = await servers.zookeeper('ours', { tickTime: '500' })
  const settings = { 'log.dirs': path.join(disk.folder, 'logs'), 'zookeeper.session.timeout.ms': '3000' }
  const broker = await servers.broker('ours', zookeeper, settings, disk.within)
  const acknowledged = await fill(broker)
  expect(acknowledged).toBeGreaterThan(10)
  await eventually('the broker says why', () => broker.output().includes('Shutdown broker because all log dirs in'))
  // A signal that does nothing: it ends by itself.
  expect(await broker.stop('SIGCONT')).toBe(1)
  expect(broker.output()).toMatch(/no space left on device/i)
  disk.resize(64)
  await registrationGone(zookeeper)
  await broker.restart()
  await WireClient.with(broker.port, async (client) => {
    await client.led('hoard')
    const found = await client.consume('hoard')
    const numbers = found.slice(0, acknowledged).map(({ value }) => Number.parseInt(String(value?.subarray(0, 8)), 10))
    expect(numbers).toEqual(Array.from({ length: acknowledged }, (_, number) => number))
  })
})
