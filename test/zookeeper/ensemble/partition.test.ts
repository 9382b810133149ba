import { afterEach, expect, test } from 'vitest'
import { RawClient } from '../server/raw-client.ts'
import { eventually } from '../server/running.ts'
import { CuttableTransport } from './cuttable.ts'
import { MemoryEnsemble } from './memory-ensemble.ts'

let ensemble: MemoryEnsemble
afterEach(() => ensemble.close())

const notServing = 'This ZooKeeper instance is not currently serving requests\n'

/** Servers that can be cut off from each other; gives the leader's id and the others'. */
async function running(count: number) {
  ensemble = await MemoryEnsemble.of(count)
  const ways = new Map<number, CuttableTransport>()
  for (const id of ensemble.ids) {
    const way = new CuttableTransport(ensemble.clientPort(id))
    ways.set(id, way)
    ensemble.transports.set(id, way)
  }
  await ensemble.start(...ensemble.ids)
  const leader = await ensemble.leader(...ensemble.ids)
  const way = (id: number) => {
    const found = ways.get(id)
    if (found === undefined) throw new Error(`no server ${id}`)
    return found
  }
  return { leader, others: ensemble.ids.filter((id) => id !== leader), way }
}

async function expectAgreement(): Promise<void> {
  await ensemble.leader(...ensemble.ids)
  const writer = await ensemble.client(...ensemble.ids)
  await writer.create('/last', null)
  for (const id of ensemble.ids) await (await ensemble.client(id)).sync('/')
  await ensemble.close()
  const [first, ...others] = ensemble.ids.map((id) => ensemble.state(id))
  for (const other of others) expect(other).toEqual(first)
}

test('a leader that is cut off says so to its clients, and serves nobody; the others go on without it', async () => {
  const { leader, others, way } = await running(3)
  const client = await RawClient.connect(ensemble.clientPort(leader))
  expect(await client.create('/before')).toBe('/before')
  way(leader).cut()
  const unanswered = client.create('/lost').catch((error: unknown) => error)
  await client.closed
  expect(await unanswered).toBeInstanceOf(Error)
  expect(await ensemble.ask(leader, 'srvr')).toBe(notServing)
  const next = await ensemble.leader(...others)
  const writer = await ensemble.client(next)
  await writer.create('/after', null)
  way(leader).mend()
  await eventually('it follows', async () => (await ensemble.mode(leader)) === 'follower')
  const back = await ensemble.client(leader)
  await back.sync('/')
  expect(await back.exists('/lost')).toBeUndefined()
  expect(await back.exists('/after')).toBeDefined()
  await expectAgreement()
})

test('a follower that is cut off drops its clients and looks for a leader; when it finds it again it has all', async () => {
  const { leader, others, way } = await running(3)
  const [lonely = 1] = others
  const client = await RawClient.connect(ensemble.clientPort(lonely))
  way(lonely).cut()
  await client.closed
  await eventually('it serves nobody', async () => (await ensemble.ask(lonely, 'srvr')) === notServing)
  const writer = await ensemble.client(leader)
  await writer.create('/without-it', null)
  expect(await ensemble.mode(leader)).toBe('leader')
  way(lonely).mend()
  await eventually('it follows', async () => (await ensemble.mode(lonely)) === 'follower')
  await expectAgreement()
})

test('five servers lose two, leader among them, and serve; a third one less, and nobody does', async () => {
  const { leader, others } = await running(5)
  const client = await ensemble.client(...ensemble.ids)
  await client.create('/five', null)
  const [first = 1, second = 1, ...rest] = others
  await ensemble.stop(leader, first)
  await ensemble.leader(second, ...rest)
  await client.create('/three', null)
  await ensemble.stop(second)
  for (const id of rest) {
    await eventually('nobody serves', async () => (await ensemble.ask(id, 'srvr')) === notServing)
  }
  await ensemble.start(leader, first, second)
  await expectAgreement()
})
