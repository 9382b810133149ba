import { afterEach, expect, test } from 'vitest'
import { MemoryDisk } from '../../../src/base/disk/memory-disk.ts'
import { numberedFiles } from '../../../src/zookeeper/storage/files.ts'
import { encodeEntry } from '../../../src/zookeeper/storage/txn-codec.ts'
import { TxnLog } from '../../../src/zookeeper/storage/txn-log.ts'
import { RawClient } from '../server/raw-client.ts'
import { eventually } from '../server/running.ts'
import { MemoryEnsemble } from './memory-ensemble.ts'

let ensemble: MemoryEnsemble
afterEach(() => ensemble.close())

/** All stop; then all have the same. */
async function expectAgreement(...ids: number[]): Promise<void> {
  await ensemble.close()
  const [first, ...others] = ids.map((id) => ensemble.state(id))
  for (const other of others) expect(other).toEqual(first)
  expect(first?.digestMismatches).toBe(0)
}

test('three servers elect a leader and serve what was written through any of them', async () => {
  ensemble = await MemoryEnsemble.of(3)
  await ensemble.start(1, 2, 3)
  const leader = await ensemble.leader(1, 2, 3)
  for (const id of ensemble.ids) {
    const client = await ensemble.client(id)
    await client.create(`/by-${id}`, Buffer.from(String(id)))
  }
  const reader = await ensemble.client(leader === 1 ? 2 : 1)
  await reader.sync('/')
  expect((await reader.children('/')).children).toEqual(['zookeeper', 'by-1', 'by-2', 'by-3'])
  await expectAgreement(1, 2, 3)
})

test('the leader dies: another one leads, nothing is lost, sessions go on; the old one comes back and catches up', async () => {
  ensemble = await MemoryEnsemble.of(3)
  await ensemble.start(1, 2, 3)
  const leader = await ensemble.leader(1, 2, 3)
  const others = ensemble.ids.filter((id) => id !== leader)
  const client = await ensemble.client(leader, ...others)
  const { sessionId } = client
  await client.create('/mine', Buffer.from('x'), { mode: 'ephemeral' })
  for (let i = 0; i < 20; i++) await client.create(`/n-${i}`, Buffer.from('before'))
  await ensemble.stop(leader)
  const next = await ensemble.leader(...others)
  expect(next).not.toBe(leader)
  for (let i = 0; i < 20; i++) await client.set(`/n-${i}`, Buffer.from('after'))
  expect(client.sessionId).toBe(sessionId)
  expect((await client.exists('/mine'))?.ephemeralOwner).toBe(sessionId)
  await ensemble.start(leader)
  await ensemble.leader(1, 2, 3)
  expect(await ensemble.mode(leader)).toBe('follower')
  const back = await ensemble.client(leader)
  await back.sync('/')
  expect((await back.get('/n-7')).data?.toString()).toBe('after')
  await expectAgreement(1, 2, 3)
})

test('one server alone serves nobody', async () => {
  ensemble = await MemoryEnsemble.of(3)
  await ensemble.start(1, 2, 3)
  const leader = await ensemble.leader(1, 2, 3)
  await ensemble.stop(...ensemble.ids.filter((id) => id !== leader))
  await eventually('the leader gives up', async () => (await ensemble.mode(leader)) === undefined)
  expect(await ensemble.ask(leader, 'srvr')).toBe('This ZooKeeper instance is not currently serving requests\n')
})

test('a server that lost its disk gets a snapshot', async () => {
  ensemble = await MemoryEnsemble.of(3)
  await ensemble.start(1, 2)
  await ensemble.leader(1, 2)
  const client = await ensemble.client(1, 2)
  for (let i = 0; i < 50; i++) await client.create(`/n-${i}`, Buffer.alloc(5000, i))
  await ensemble.start(3)
  await ensemble.leader(1, 2, 3)
  await client.create('/later', null)
  await expectAgreement(1, 2, 3)
  const snapshots = numberedFiles(ensemble.disk(3), '/data/version-2', 'snapshot')
  expect(snapshots.at(-1)?.zxid).toBeGreaterThan(0n)
})

test('a server that missed some gets these; one that has what never happened forgets it', async () => {
  ensemble = await MemoryEnsemble.of(3)
  await ensemble.start(1, 2, 3)
  await ensemble.leader(1, 2, 3)
  const client = await ensemble.client(1, 2, 3)
  await client.create('/a', null)
  await client.sync('/')
  await ensemble.close()
  const last = ensemble.state(1).lastZxid
  const log = new TxnLog({
    disk: ensemble.disk(1),
    directory: '/data/version-2',
    preAllocSize: 0,
    forceSync: true,
    created: () => {},
  })
  const header = { clientId: 1n, cxid: 1, zxid: last + 1n, time: 1, type: 1 }
  const txn = { kind: 'create', path: '/never', data: null, acl: [], ephemeral: false, parentCVersion: 9 } as const
  log.append(last + 1n, encodeEntry({ header, txn, digest: undefined }))
  await log.flush()
  log.close()
  expect(ensemble.state(1).nodes.map(({ path }) => path)).toContain('/never')
  await ensemble.start(2, 3)
  await ensemble.leader(2, 3)
  await ensemble.start(1)
  await ensemble.leader(1, 2, 3)
  const later = await ensemble.client(1)
  expect(await later.exists('/never')).toBeUndefined()
  await later.create('/b', null)
  await expectAgreement(1, 2, 3)
})

test('a leader that was started anew sends what another one lacks, and no snapshot', async () => {
  ensemble = await MemoryEnsemble.of(3)
  await ensemble.start(1, 2, 3)
  await ensemble.leader(1, 2, 3)
  const client = await ensemble.client(1, 2)
  await client.create('/first', null)
  await client.sync('/')
  await ensemble.stop(3)
  for (let i = 0; i < 20; i++) await client.create(`/n-${i}`, null)
  await ensemble.stop(1, 2)
  await ensemble.start(1, 2)
  await ensemble.leader(1, 2)
  await ensemble.start(3)
  await ensemble.leader(1, 2, 3)
  expect(await (await ensemble.client(3)).exists('/n-19')).toBeDefined()
  const snapshots = numberedFiles(ensemble.disk(3), '/data/version-2', 'snapshot')
  expect(snapshots.map(({ zxid }) => zxid)).toEqual([0n])
  await expectAgreement(1, 2, 3)
})

test('a leader sends a snapshot to whoever comes, if it is told to', async () => {
  ensemble = await MemoryEnsemble.of(3, { forceSnapshotSync: 'true' })
  await ensemble.start(1, 2)
  await ensemble.leader(1, 2)
  const client = await ensemble.client(1, 2)
  await client.create('/first', null)
  await ensemble.start(3)
  await ensemble.leader(1, 2, 3)
  await ensemble.stop(3)
  await client.create('/second', null)
  await ensemble.start(3)
  await ensemble.leader(1, 2, 3)
  const snapshots = numberedFiles(ensemble.disk(3), '/data/version-2', 'snapshot')
  expect(snapshots.length).toBeGreaterThanOrEqual(3)
  await expectAgreement(1, 2, 3)
})

test('an observer serves, and has no vote', async () => {
  ensemble = await MemoryEnsemble.of(3, {}, [3])
  await ensemble.start(1, 2, 3)
  await ensemble.leader(1, 2, 3)
  expect(await ensemble.mode(3)).toBe('observer')
  const client = await ensemble.client(3)
  await client.create('/through-observer', Buffer.from('o'), { mode: 'ephemeral' })
  expect(await client.exists('/through-observer')).toBeDefined()
  await client.sync('/')
  await expectAgreement(1, 2, 3)
})

test('the leader ends the sessions that no server hears of', async () => {
  ensemble = await MemoryEnsemble.of(3)
  await ensemble.start(1, 2, 3)
  const leader = await ensemble.leader(1, 2, 3)
  const [follower = 1] = ensemble.ids.filter((id) => id !== leader)
  const client = await ensemble.client(leader)
  const quiet = await RawClient.connect(ensemble.clientPort(follower), { timeOut: 1000 })
  await quiet.create('/quiet', '', 1)
  const lively = await ensemble.client(follower)
  await lively.create('/lively', null, { mode: 'ephemeral' })
  quiet.destroy()
  await eventually('the session is over', async () => (await client.exists('/quiet')) === undefined)
  expect(await client.exists('/lively')).toBeDefined()
})

test('a server whose disk is new and empty does not take the others back', async () => {
  ensemble = await MemoryEnsemble.of(3)
  await ensemble.start(1, 2, 3)
  await ensemble.leader(1, 2, 3)
  const client = await ensemble.client(1, 2, 3)
  await client.create('/kept', null)
  await ensemble.stop(3)
  ensemble.disks[2] = new MemoryDisk()
  await ensemble.start(3)
  await ensemble.leader(1, 2, 3)
  await client.create('/later', null)
  await client.sync('/')
  await expectAgreement(1, 2, 3)
})
