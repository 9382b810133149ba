import { afterEach, describe, expect, test } from 'vitest'
import { realKafka } from '../kit/real-kafka.ts'
import { removeFolder, type Server, startZooKeeperServer } from '../kit/servers.ts'
import { RawClient } from '../zookeeper/server/raw-client.ts'
import { createContainer } from '../zookeeper/server/special-nodes.ts'

let server: Server | undefined

afterEach(async () => {
  await server?.stop('SIGKILL')
  if (server !== undefined) removeFolder(server.folder)
  server = undefined
})

const nodes = [
  '/',
  '/a',
  '/a/s-0000000000',
  '/a/s-0000000002',
  '/null',
  '/cont',
  '/many',
  '/zookeeper',
  '/zookeeper/config',
]

async function fill(port: number): Promise<void> {
  const client = await RawClient.connect(port)
  await client.create('/a', 'one')
  for (const step of ['s-', 'plain', 's-']) await client.create(`/a/${step}`, step, step === 's-' ? 2 : 0)
  await client.delete('/a/plain')
  await client.create('/null', null)
  await createContainer(client, '/cont')
  await client.create('/gone', '', 1)
  await client.create('/many')
  await Promise.all(Array.from({ length: 500 }, (_, i) => client.create(`/many/${i}`, 'x'.repeat(i))))
  await Promise.all(Array.from({ length: 100 }, (_, i) => client.set(`/many/${i}`, `changed ${i}`)))
  await client.send(-11)
}

async function seen(port: number): Promise<unknown[]> {
  const client = await RawClient.connect(port)
  const paths = [...nodes, ...Array.from({ length: 500 }, (_, i) => `/many/${i}`), '/gone']
  const found = await Promise.all(paths.map((path) => client.get(path)))
  client.destroy()
  return found
}

describe.skipIf(!realKafka)("ZooKeeper's files", () => {
  test.each([
    ['ours', 'real'],
    ['real', 'ours'],
  ] as const)('what %s wrote, %s reads, after a clean end and after kill -9', async (writer, reader) => {
    server = await startZooKeeperServer(writer)
    await fill(server.port)
    const written = await seen(server.port)
    await server.stop('SIGKILL')
    await server.restart(reader)
    expect(await seen(server.port)).toEqual(written)
    const client = await RawClient.connect(server.port)
    expect(await client.create('/a/s-', '', 2)).toBe('/a/s-0000000003')
    expect(await client.set('/many/7', 'again', 1)).toBe(0)
    client.destroy()
    const more = await seen(server.port)
    await server.stop('SIGTERM')
    await server.restart(writer)
    expect(await seen(server.port)).toEqual(more)
    expect(server.output()).not.toMatch(/mismatch|not matching/i)
  })
})
