import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Disk } from '../../../src/base/disk/disk.ts'
import { MemoryDisk } from '../../../src/base/disk/memory-disk.ts'
import { DataDirectoryError, makeDataDirectories, restore } from '../../../src/zookeeper/storage/data-directory.ts'
import type { Database } from '../../../src/zookeeper/storage/database.ts'
import { numberedFiles } from '../../../src/zookeeper/storage/files.ts'
import { purge } from '../../../src/zookeeper/storage/purge.ts'
import { snapshotPieces } from '../../../src/zookeeper/storage/snapshot-writer.ts'
import { encodeEntry } from '../../../src/zookeeper/storage/txn-codec.ts'
import { TxnLog } from '../../../src/zookeeper/storage/txn-log.ts'
import { CorruptLogError, readLogs } from '../../../src/zookeeper/storage/txn-log-reader.ts'
import type { TxnEntry } from '../../../src/zookeeper/tree/txn.ts'
import { Workshop, workSteps } from './workshop.ts'

const tree = { ttlEnabled: true, digestEnabled: true }
const silent = () => {}

function image(database: Database): string {
  return Buffer.concat([...snapshotPieces(database)]).toString('latin1')
}

/** A fresh directory with these transactions in its log, each flushed by itself. */
async function logged(entries: readonly TxnEntry[], preAllocSize = 0): Promise<MemoryDisk> {
  const disk = new MemoryDisk()
  const directories = makeDataDirectories(disk, '/d', '/d')
  restore(disk, directories, tree, silent)
  const log = new TxnLog({ disk, directory: directories.logs, preAllocSize, forceSync: true, created: silent })
  for (const entry of entries) {
    log.append(entry.header.zxid, encodeEntry(entry))
    await log.flush()
  }
  log.close()
  return disk
}

function recovered(disk: Disk): Database {
  return restore(disk, makeDataDirectories(disk, '/d', '/d'), tree, silent)
}

test('every transaction comes back as it was, and so does the tree', async () => {
  await fc.assert(
    fc.asyncProperty(workSteps, fc.constantFrom(0, 4096), async (steps, preAllocSize) => {
      const workshop = new Workshop()
      const entries = steps.map((step) => workshop.perform(step))
      const database = recovered(await logged(entries, preAllocSize))
      expect(database.digestMismatches).toBe(0)
      expect(database.tree.digest).toBe(workshop.database.tree.digest)
      expect(new Map(database.sessions)).toEqual(workshop.database.sessions)
      expect([...database.tree.nodes.keys()].sort()).toEqual([...workshop.database.tree.nodes.keys()].sort())
    }),
    { numRuns: 60 },
  )
})

test('a log cut at any byte, or with any last byte torn, gives all whole transactions before', async () => {
  const workshop = new Workshop()
  const entries = Array.from({ length: 8 }, (_, i) =>
    workshop.perform({ kind: 'create', name: i, parent: 0, flags: 0 }),
  )
  const disk = await logged(entries)
  const [file] = numberedFiles(disk, '/d/version-2', 'log')
  if (file === undefined) throw new Error('no log')
  const bytes = disk.readFile(file.path)
  const ends = [16]
  for (const entry of entries) ends.push((ends.at(-1) ?? 0) + 13 + encodeEntry(entry).length)
  expect(ends.at(-1)).toBe(bytes.length)
  for (let cut = 0; cut <= bytes.length; cut++) {
    for (const tail of cut < 16 ? zeros : [...zeros, Buffer.alloc(5, 0xaa)]) {
      const torn = disk.reopen()
      torn.writeFile(file.path, Buffer.concat([bytes.subarray(0, cut), tail]))
      const whole = ends.filter((end) => end <= cut).length - 1
      expect(recovered(torn).lastZxid).toBe(BigInt(Math.max(0, whole)))
      expect(recovered(torn).lastZxid).toBe(BigInt(Math.max(0, whole)))
    }
  }
})

const zeros = [Buffer.alloc(0), Buffer.alloc(64)]

test('a changed byte with whole transactions after it is no crash: the server refuses', async () => {
  const workshop = new Workshop()
  const entries = Array.from({ length: 3 }, (_, i) =>
    workshop.perform({ kind: 'create', name: i, parent: 0, flags: 0 }),
  )
  const disk = await logged(entries)
  const [file] = numberedFiles(disk, '/d/version-2', 'log')
  if (file === undefined) throw new Error('no log')
  const bytes = disk.readFile(file.path)
  bytes[60] = (bytes[60] ?? 0) ^ 1
  disk.writeFile(file.path, bytes)
  expect(() => recovered(disk)).toThrow(CorruptLogError)
})

test('after a broken snapshot the one before and its logs are used', async () => {
  const workshop = new Workshop()
  const entries = Array.from({ length: 4 }, (_, i) =>
    workshop.perform({ kind: 'create', name: i, parent: 0, flags: 0 }),
  )
  const disk = await logged(entries)
  const expected = image(recovered(disk))
  const newest = numberedFiles(disk, '/d/version-2', 'snapshot').at(-1)
  if (newest === undefined) throw new Error('no snapshot')
  expect(newest.zxid).toBe(4n)
  const bytes = disk.readFile(newest.path)
  for (const damage of [bytes.subarray(0, bytes.length / 2), Buffer.alloc(0), flipped(bytes, 200)]) {
    const damaged = disk.reopen()
    damaged.writeFile(newest.path, damage)
    expect(image(recovered(damaged))).toBe(expected)
  }
})

function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes)
  copy[at] = (copy[at] ?? 0) ^ 4
  return copy
}

test('a snapshot taken while transactions go on gives, with the log, the same tree', () => {
  fc.assert(
    fc.property(
      workSteps,
      workSteps,
      workSteps,
      fc.integer({ min: 1, max: 4 }),
      (before, meanwhile, after, perPiece) => {
        const workshop = new Workshop()
        for (const step of before) workshop.perform(step)
        const from = workshop.database.lastZxid
        const steps = [...meanwhile]
        const later: TxnEntry[] = []
        const bytes: Buffer[] = []
        for (const piece of snapshotPieces(workshop.database, 1)) {
          bytes.push(Buffer.from(piece))
          for (const step of steps.splice(0, perPiece)) later.push(workshop.perform(step))
        }
        for (const step of after) later.push(workshop.perform(step))
        const disk = new MemoryDisk()
        makeDataDirectories(disk, '/d', '/d')
        disk.writeFile(`/d/version-2/snapshot.${from.toString(16)}`, Buffer.concat(bytes))
        const database = recovered(disk)
        for (const entry of later) database.apply(entry)
        expect(database.tree.digest).toBe(workshop.database.tree.digest)
        expect(listOf(database)).toEqual(listOf(workshop.database))
        expect(database.digestMismatches).toBe(0)
      },
    ),
    { numRuns: 300 },
  )
})

/** The nodes in the order of their paths, with all that belongs to them. */
function listOf({ tree: { nodes, acls }, sessions }: Database) {
  const list = [...nodes].map(([path, { data, stat, acl, children }]) => {
    return {
      path,
      data: data?.toString(),
      stat: { ...stat },
      acl: acls.get(acl),
      children: [...(children ?? [])].sort(),
    }
  })
  return { nodes: list.sort((a, b) => (a.path < b.path ? -1 : 1)), sessions: [...sessions].sort() }
}

test('logs without any snapshot are a sign of loss, and refused', async () => {
  const workshop = new Workshop()
  const disk = await logged([workshop.perform({ kind: 'create', name: 1, parent: 0, flags: 0 })])
  for (const { path } of numberedFiles(disk, '/d/version-2', 'snapshot')) disk.remove(path)
  expect(() => recovered(disk)).toThrow('No snapshot found')
})

test('purging keeps the newest snapshots and every log that they need', async () => {
  const workshop = new Workshop()
  const disk = new MemoryDisk()
  const directories = makeDataDirectories(disk, '/d', '/d')
  for (let round = 0; round < 6; round++) {
    const database = restore(disk, directories, tree, silent)
    expect(database.lastZxid).toBe(BigInt(round))
    const log = new TxnLog({ disk, directory: directories.logs, preAllocSize: 0, forceSync: false, created: silent })
    const entry = workshop.perform({ kind: 'create', name: round, parent: 0, flags: 0 })
    log.append(entry.header.zxid, encodeEntry(entry))
    log.flush()
    log.close()
  }
  purge(disk, directories, 3)
  expect(numberedFiles(disk, '/d/version-2', 'snapshot').map(({ zxid }) => zxid)).toEqual([3n, 4n, 5n])
  const oldest = numberedFiles(disk, '/d/version-2', 'snapshot')[0]
  for (const { path } of numberedFiles(disk, '/d/version-2', 'snapshot').slice(1)) disk.remove(path)
  const seen: bigint[] = []
  readLogs(disk, '/d/version-2', (oldest?.zxid ?? 0n) + 1n, ({ header }) => seen.push(header.zxid))
  expect(seen).toEqual([4n, 5n, 6n])
})

test('a directory that can not be written is named', () => {
  const disk = new MemoryDisk({ capacity: 0 })
  disk.writeFile = () => {
    throw new Error('EACCES: permission denied')
  }
  expect(() => makeDataDirectories(disk, '/d', '/d')).toThrow(DataDirectoryError)
})
