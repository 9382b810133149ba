import { afterEach, expect, test } from 'vitest'
import type { Disk } from '../../../src/base/disk/disk.ts'
import { readEpochs } from '../../../src/zookeeper/storage/epochs.ts'
import { encodeEntry } from '../../../src/zookeeper/storage/txn-codec.ts'
import { TxnLog } from '../../../src/zookeeper/storage/txn-log.ts'
import { CrashingDisk } from './crashing-disk.ts'
import { MemoryEnsemble, stateOf } from './memory-ensemble.ts'

let ensemble: MemoryEnsemble
afterEach(() => ensemble.close())

const epochOf = (zxid: bigint) => Number(zxid >> 32n)

/** Server 3 is away while the others begin some epochs, with a few nodes in each. */
async function threeWithoutTheThird(epochs: number): Promise<void> {
  ensemble = await MemoryEnsemble.of(3)
  await ensemble.start(1, 2, 3)
  await ensemble.leader(1, 2, 3)
  const client = await ensemble.client(1, 2)
  await client.create('/first', Buffer.from('0'))
  await client.sync('/')
  await ensemble.stop(3)
  for (let epoch = 0; epoch < epochs; epoch++) {
    await ensemble.leader(1, 2)
    for (let i = 0; i < 5; i++) await client.create(`/n-${epoch}-${i}`, Buffer.alloc(100, i))
    if (epoch === epochs - 1) break
    await ensemble.stop(1, 2)
    await ensemble.start(1, 2)
  }
}

/** Server 3 is back, and gets what it lacks. Gives what crashes in the meantime would have left. */
async function learn(disk: CrashingDisk): Promise<readonly CrashingDisk['crashes'][number][]> {
  ensemble.disks[2] = disk
  await ensemble.start(3)
  await ensemble.leader(1, 2, 3)
  const client = await ensemble.client(1, 2)
  await client.create('/last', null)
  await client.sync('/')
  const crashes = [...disk.crashes]
  await ensemble.close()
  return crashes
}

/** A server that starts on such a disk has something to start with, and does not say that it knows more than it does. */
function expectHonest(disk: Disk, complete: bigint): bigint {
  const { lastZxid } = stateOf(disk)
  const { current, accepted } = readEpochs(disk, '/data/version-2', lastZxid)
  expect(current).toBeLessThanOrEqual(accepted)
  const claims = current > epochOf(lastZxid) ? complete : 0n
  expect(lastZxid).toBeGreaterThanOrEqual(claims)
  return lastZxid
}

/** Starts server 3 on some of these disks, beside the others as they were: all agree then. */
async function expectRecovery(disks: readonly CrashingDisk['crashes'][number][]): Promise<void> {
  const before = [ensemble.disk(1), ensemble.disk(2)]
  for (const disk of disks) {
    ensemble.disks.splice(0, 3, ...before.map((each) => each.reopen()), disk)
    await ensemble.start(1, 2, 3)
    await ensemble.leader(1, 2, 3)
    await (await ensemble.client(3)).create('/recovered', null)
    await ensemble.close()
    const [first, second, third] = ensemble.ids.map((id) => ensemble.state(id))
    expect(second).toEqual(first)
    expect(third).toEqual(first)
  }
}

function some<T>(all: readonly T[], count: number): T[] {
  return Array.from({ length: count }, (_, index) => all[Math.floor(((index + 1) * all.length) / (count + 1))]).flatMap(
    (each) => (each === undefined ? [] : [each]),
  )
}

test('a crash while the rest of several epochs comes to the disk leaves the begin of it, under the epoch that it reaches', async () => {
  await threeWithoutTheThird(3)
  const before = ensemble.state(3).lastZxid
  const complete = ensemble.state(1).lastZxid
  const crashes = await learn(CrashingDisk.copyOf(ensemble.disk(3)))
  const reached = crashes.map((disk) => expectHonest(disk, complete))
  expect(reached.every((zxid) => zxid >= before)).toBe(true)
  expect(new Set(reached.map(epochOf)).size).toBeGreaterThan(2)
  await expectRecovery(some(crashes, 3))
})

test('a crash while a snapshot takes the place of what never happened leaves the one or the other', async () => {
  await threeWithoutTheThird(1)
  const disk = CrashingDisk.copyOf(ensemble.disk(3))
  const { lastZxid } = ensemble.state(3)
  const directory = '/data/version-2'
  const log = new TxnLog({ disk, directory, preAllocSize: 0, forceSync: true, created: () => {} })
  for (let zxid = lastZxid + 1n; zxid < lastZxid + 4n; zxid++) {
    const header = { clientId: 1n, cxid: 1, zxid, time: 1, type: 1 }
    const path = `/never-${zxid}`
    const txn = { kind: 'create', path, data: null, acl: [], ephemeral: false, parentCVersion: 9 } as const
    log.append(zxid, encodeEntry({ header, txn, digest: undefined }))
  }
  await log.flush()
  log.close()
  disk.crashes.length = 0
  await ensemble.stop(1, 2)
  await ensemble.start(1, 2)
  await ensemble.leader(1, 2)
  await (await ensemble.client(1, 2)).create('/next-epoch', null)
  const complete = ensemble.state(1).lastZxid
  const crashes = await learn(disk)
  for (const each of crashes) {
    expectHonest(each, complete)
    const { nodes, lastZxid: reached } = stateOf(each)
    const invented = nodes.filter(({ path }) => path.startsWith('/never'))
    expect(invented.length === 0 || epochOf(reached) === epochOf(lastZxid)).toBe(true)
  }
  await expectRecovery(some(crashes, 3))
})
