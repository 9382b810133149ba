import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MemoryDisk } from '../../../src/base/disk/memory-disk.ts'
import { QuorumPacket } from '../../../src/wire/jute/quorum.ts'
import { MalformedError } from '../../../src/wire/schema/index.ts'
import { load, makeDataDirectories, syncLastLog } from '../../../src/zookeeper/storage/data-directory.ts'
import { announceEpoch, readEpochs, writeEpoch } from '../../../src/zookeeper/storage/epochs.ts'
import { loggedFrom, reachesBackTo, truncateTo } from '../../../src/zookeeper/storage/log-history.ts'
import { RecordInput } from '../../../src/zookeeper/storage/record-input.ts'
import { receiveSnapshot, snapshotStream } from '../../../src/zookeeper/storage/snapshot-stream.ts'
import { writeSnapshot } from '../../../src/zookeeper/storage/snapshots.ts'
import { encodeEntry } from '../../../src/zookeeper/storage/txn-codec.ts'
import { TxnLog } from '../../../src/zookeeper/storage/txn-log.ts'
import { DataTree } from '../../../src/zookeeper/tree/data-tree.ts'
import { Workshop, workSteps } from '../server/workshop.ts'

const options = { ttlEnabled: true, digestEnabled: true }

/** A server's directory with all that was done, `perFile` transactions in each log. */
async function written(steps: Parameters<Workshop['perform']>[0][], perFile: number, forceSync = true) {
  const disk = new MemoryDisk()
  const directories = makeDataDirectories(disk, '/data', '/data')
  const workshop = new Workshop()
  writeSnapshot(disk, directories.snapshots, workshop.database)
  const log = new TxnLog({ disk, directory: directories.logs, preAllocSize: 0, forceSync, created: () => {} })
  const digests = [workshop.database.tree.digest]
  for (const [index, step] of steps.entries()) {
    const entry = workshop.perform(step)
    log.append(entry.header.zxid, encodeEntry(entry))
    await log.flush()
    if (index % perFile === perFile - 1) log.roll()
    digests.push(workshop.database.tree.digest)
  }
  log.close()
  return { disk, directories, digests, database: workshop.database }
}

test('a log that is cut back anywhere gives the state of that time', async () => {
  await fc.assert(
    fc.asyncProperty(workSteps, fc.integer({ min: 1, max: 10 }), fc.nat(), async (steps, perFile, where) => {
      const { disk, directories, digests } = await written(steps, perFile)
      const zxid = where % (steps.length + 1)
      expect(truncateTo(disk, directories, BigInt(zxid))).toBe(true)
      const database = load(disk, directories, options, () => {})
      expect(database.lastZxid).toBe(BigInt(zxid))
      expect(database.tree.digest).toBe(digests[zxid])
    }),
    { numRuns: 60 },
  )
})

test('what a killed process left in the page cache is brought to the disk before a server counts on it', async () => {
  const { disk, directories } = await written([{ kind: 'session', name: 1 }], 9, false)
  expect(load(disk.crash(), directories, options, () => {}).lastZxid).toBe(0n)
  syncLastLog(disk, directories)
  expect(load(disk.crash(), directories, options, () => {}).lastZxid).toBe(1n)
})

test('the files reach back to what is in them, not to what only a snapshot of a later time holds', async () => {
  const { disk, directories, database } = await written(
    Array.from({ length: 3 }, () => ({ kind: 'session', name: 1 }) as const),
    9,
  )
  expect([1n, 2n, 3n, 4n].map((zxid) => reachesBackTo(disk, directories, zxid))).toEqual([true, true, true, false])
  database.lastZxid = 9n
  writeSnapshot(disk, directories.snapshots, database)
  expect([3n, 8n, 9n].map((zxid) => reachesBackTo(disk, directories, zxid))).toEqual([true, false, true])
})

test('snapshots that hold what never happened go; without an older one nothing is touched', async () => {
  const { disk, directories, database } = await written([{ kind: 'session', name: 1 }], 9)
  writeSnapshot(disk, directories.snapshots, database)
  expect(truncateTo(disk, directories, 0n)).toBe(true)
  expect(load(disk, directories, options, () => {}).lastZxid).toBe(0n)
  disk.remove('/data/version-2/snapshot.0')
  expect(truncateTo(disk, directories, 0n)).toBe(false)
})

test('the log gives what follows a transaction, unless it has a gap or is long', async () => {
  const steps = Array.from({ length: 9 }, () => ({ kind: 'session', name: 1 }) as const)
  const { disk, directories, database } = await written(steps, 4)
  database.lastZxid = 9n
  writeSnapshot(disk, directories.snapshots, database)
  const zxids = (from: bigint) => loggedFrom(disk, directories, from, 0.33)?.map(({ zxid }) => Number(zxid))
  expect(zxids(9n)).toEqual([9])
  expect(zxids(8n)).toEqual([8, 9])
  expect(zxids(0n)).toBeUndefined()
  expect(loggedFrom(disk, directories, 8n, -1)).toBeUndefined()
  expect(zxids(1n)).toBeUndefined()
  disk.rename('/data/version-2/snapshot.9', '/data/version-2/snapshot.b')
  expect(zxids(8n)).toBeUndefined()
  // A leader sent it at the begin of its epoch; what it had before that is not logged here.
  disk.rename('/data/version-2/snapshot.b', '/data/version-2/snapshot.100000000')
  expect(zxids(8n)).toBeUndefined()
})

test('transactions that were logged twice, as the real server does when it is sent them twice, count once', async () => {
  const steps = Array.from({ length: 6 }, () => ({ kind: 'session', name: 1 }) as const)
  const { disk, directories } = await written([], 9)
  const workshop = new Workshop()
  const entries = steps.map((step) => workshop.perform(step))
  const log = new TxnLog({ disk, directory: directories.logs, preAllocSize: 0, forceSync: true, created: () => {} })
  for (const entry of [...entries.slice(0, 4), ...entries.slice(1, 6)])
    log.append(entry.header.zxid, encodeEntry(entry))
  await log.flush()
  log.close()
  const database = load(disk, directories, options, () => {})
  expect([database.lastZxid, database.digestMismatches]).toEqual([6n, 0])
  expect(database.remember().entries.map(({ zxid }) => zxid)).toEqual([1n, 2n, 3n, 4n, 5n, 6n])
  expect(loggedFrom(disk, directories, 3n, 0.33)?.map(({ zxid }) => zxid)).toEqual([3n, 4n, 5n, 6n])
  expect(truncateTo(disk, directories, 3n)).toBe(true)
  expect(load(disk, directories, options, () => {}).lastZxid).toBe(3n)
})

test('a snapshot goes through a stream of any pieces', () => {
  fc.assert(
    fc.property(workSteps, fc.integer({ min: 1, max: 300 }), (steps, pieceSize) => {
      const workshop = new Workshop()
      for (const step of steps) workshop.perform(step)
      workshop.database.sessions.set(5n, 4000)
      const bytes = Buffer.concat([...snapshotStream(workshop.database), Buffer.from('rest')])
      const input = new RecordInput(1000)
      const tree = new DataTree(options)
      const receiving = receiveSnapshot(input, tree)
      let received = receiving.next()
      for (let at = 0; at < bytes.length && received.done !== true; at += pieceSize) {
        input.push(bytes.subarray(at, at + pieceSize))
        received = receiving.next()
      }
      expect(received.value).toEqual(workshop.database.sessions)
      expect(tree.digest).toBe(workshop.database.tree.digest)
      expect([...tree.nodes.keys()]).toEqual([...workshop.database.tree.nodes.keys()])
    }),
    { numRuns: 60 },
  )
})

test('lengths that nobody can mean are refused before their bytes come', () => {
  const input = new RecordInput(1000)
  const receiving = receiveSnapshot(input, new DataTree(options))
  input.push(Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 0x7f, 0xff, 0xff, 0xff]))
  expect(() => receiving.next()).toThrow(MalformedError)
})

test('a record that never ends is refused', () => {
  const input = new RecordInput(1000)
  const endless = Buffer.concat([Buffer.from([0x7f, 0xff, 0xff, 0xff]), Buffer.alloc(100_000)])
  const take = () =>
    input.take(QuorumPacket, (extent) => {
      for (let left = extent.int32(); left > 0; left--) extent.buffer()
    })
  expect(() => {
    for (let at = 0; at < endless.length; at += 500) {
      input.push(endless.subarray(at, at + 500))
      take()
    }
  }).toThrow(MalformedError)
})

test('epochs are decimal text; what contradicts the data is refused', () => {
  const disk = new MemoryDisk()
  disk.makeDirectory('/data')
  expect(readEpochs(disk, '/data', (3n << 32n) | 7n)).toEqual({ current: 3, accepted: 3 })
  writeEpoch(disk, '/data', 'accepted', 12)
  writeEpoch(disk, '/data', 'current', 11)
  expect(disk.readFile('/data/acceptedEpoch').toString()).toBe('12')
  expect(readEpochs(disk, '/data', 0n)).toEqual({ current: 11, accepted: 12 })
  expect(() => readEpochs(disk, '/data', 12n << 32n)).toThrow(/current epoch, b, is older than the last zxid, 0xc0/)
  writeEpoch(disk, '/data', 'accepted', 10)
  expect(() => readEpochs(disk, '/data', 0n)).toThrow(/accepted epoch, a is less than the current epoch, b/)
  disk.remove('/data/acceptedEpoch')
  expect(() => readEpochs(disk, '/data', 0n)).toThrow(/accepted epoch, 0 is less than the current epoch, b/)
  disk.writeFile('/data/currentEpoch', Buffer.from('ten'))
  expect(() => readEpochs(disk, '/data', 0n)).toThrow(/Found ten/)
  disk.writeFile('/data/currentEpoch', Buffer.alloc(0))
  expect(() => readEpochs(disk, '/data', 0n)).toThrow(/Found {2}in/)
})

test('an epoch whose transactions were on their way to the disk is that of the last one that got there', () => {
  const disk = new MemoryDisk()
  disk.makeDirectory('/data')
  writeEpoch(disk, '/data', 'accepted', 9)
  writeEpoch(disk, '/data', 'current', 4)
  announceEpoch(disk, '/data', 7)
  const afterwards = disk.crash()
  expect(readEpochs(afterwards, '/data', 4n << 32n).current).toBe(4)
  expect(readEpochs(afterwards, '/data', 6n << 32n).current).toBe(6)
  expect(readEpochs(afterwards, '/data', 7n << 32n).current).toBe(7)
  expect(() => readEpochs(afterwards, '/data', 8n << 32n)).toThrow(/is older than the last zxid/)
})
