import { afterAll, expect, test } from 'vitest'
import { removeFolder, type Server, startZooKeeperServer } from '../../kit/servers.ts'
import { RawClient } from './raw-client.ts'

const rounds = 3
let server: Server | undefined

afterAll(async () => {
  await server?.stop('SIGKILL')
  if (server !== undefined) removeFolder(server.folder)
})

/** Writes as fast as it can until the connection breaks; gives the names of all nodes that were acknowledged. */
async function load(port: number, name: string, acknowledged: Set<string>): Promise<void> {
  const client = await RawClient.connect(port)
  const sending: Promise<unknown>[] = []
  for (let i = 0; i < 3000; i++) {
    const path = `/${name}-${i}`
    sending.push(
      client.create(path, path).then(
        (made) => typeof made === 'string' && acknowledged.add(made),
        () => {},
      ),
    )
    if (i % 20 === 0) await new Promise((resolve) => setImmediate(resolve))
  }
  await Promise.all(sending)
  client.destroy()
}

test('kill -9 under load loses nothing that was acknowledged', async () => {
  server = await startZooKeeperServer('ours', { snapCount: '700', preAllocSize: '64' })
  const acknowledged = new Set<string>()
  for (let round = 0; round < rounds; round++) {
    const loads = [load(server.port, `a${round}`, acknowledged), load(server.port, `b${round}`, acknowledged)]
    const before = acknowledged.size
    while (acknowledged.size < before + 400 + round * 300) await new Promise((resolve) => setTimeout(resolve, 1))
    await server.stop('SIGKILL')
    await Promise.all(loads)
    await server.restart()
    const client = await RawClient.connect(server.port)
    const found = await Promise.all([...acknowledged].map((path) => client.text(path)))
    expect(found).toEqual([...acknowledged])
    client.destroy()
  }
})
