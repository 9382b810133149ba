import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { type Disk, replaceFile } from '../../src/base/disk/disk.ts'
import { MemoryDisk } from '../../src/base/disk/memory-disk.ts'
import { nodeDisk } from '../../src/base/disk/node-disk.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'kafkabox-disk-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Write {
  readonly position: number
  readonly chunks: readonly Uint8Array[]
  readonly truncateTo: number | undefined
}

const write: fc.Arbitrary<Write> = fc.record({
  position: fc.nat(300),
  chunks: fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 5 }),
  truncateTo: fc.option(fc.nat(400), { nil: undefined }),
})

function play(disk: Disk, file: string, writes: readonly Write[]): Buffer {
  const opened = disk.open(file, 'create')
  opened.truncate(0)
  for (const { position, chunks, truncateTo } of writes) {
    opened.write(chunks, position)
    if (truncateTo !== undefined) opened.truncate(truncateTo)
  }
  const content = Buffer.alloc(opened.size() + 10)
  const length = opened.read(content, 0)
  opened.close()
  expect(length).toBe(disk.stat(file).size)
  return content.subarray(0, length)
}

describe('both disks', () => {
  it('hold the same bytes after the same writes', () => {
    const memory = new MemoryDisk()
    memory.makeDirectory(folder)
    const file = path.join(folder, 'file')
    fc.assert(
      fc.property(fc.array(write, { maxLength: 8 }), (writes) => {
        expect(play(memory, file, writes)).toEqual(play(nodeDisk, file, writes))
      }),
    )
  })

  it.each([
    ['memory', new MemoryDisk()],
    ['node', nodeDisk],
  ] as const)('list, rename and remove (%s)', (_, disk) => {
    const top = path.join(folder, 'tree')
    disk.makeDirectory(path.join(top, 'a/b'))
    disk.writeFile(path.join(top, 'a/file'), Buffer.from('x'))
    expect(disk.list(path.join(top, 'a'))).toEqual([
      { name: 'b', isDirectory: true },
      { name: 'file', isDirectory: false },
    ])
    disk.rename(path.join(top, 'a'), path.join(top, 'z'))
    expect(disk.readFile(path.join(top, 'z/file')).toString()).toBe('x')
    expect(disk.exists(path.join(top, 'a'))).toBe(false)
    expect(() => disk.open(path.join(top, 'z/none'), 'read')).toThrow('ENOENT')
    disk.removeTree(top)
    expect(disk.exists(path.join(top, 'z/file'))).toBe(false)
    disk.remove(path.join(top, 'none'))
  })

  it('write more chunks at once than the system takes', () => {
    const chunks = Array.from({ length: 3000 }, (_, at) => Buffer.from(`${at},`))
    const file = nodeDisk.open(path.join(folder, 'many'), 'create')
    file.write(chunks, 0)
    expect(readFileSync(file.path)).toEqual(Buffer.concat(chunks))
    file.close()
  })
})

it('a replaced file is the old or the new one after a crash at any point', () => {
  const disk = new MemoryDisk()
  disk.makeDirectory('/d')
  replaceFile(disk, '/d/f', Buffer.from('old'))
  disk.writeFile('/d/f.tmp', Buffer.from('new'))
  disk.rename('/d/f.tmp', '/d/f')
  expect(disk.crash().readFile('/d/f').toString()).toBe('old')
  replaceFile(disk, '/d/f', Buffer.from('newer'))
  expect(disk.crash().readFile('/d/f').toString()).toBe('newer')
})

const javaSource = `
import java.nio.channels.*; import java.nio.file.*;
class Lock { public static void main(String[] args) throws Exception {
  FileChannel channel = FileChannel.open(Path.of(args[0]), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  System.out.println(channel.tryLock() == null ? "taken" : "locked");
  if (args.length > 1) System.in.read();
} }`
const hasJava = spawnSync('java', ['-version']).status === 0

describe('a lock', () => {
  it('is held once, in this process too', () => {
    const file = path.join(folder, '.lock')
    const lock = nodeDisk.lock(file)
    expect(lock).toBeDefined()
    expect(nodeDisk.lock(file)).toBeUndefined()
    expect(nodeDisk.lock(path.join(folder, '../', path.basename(folder), '.lock'))).toBeUndefined()
    lock?.release()
    const again = nodeDisk.lock(file)
    expect(again).toBeDefined()
    again?.release()
    expect(existsSync(file)).toBe(true)
  })

  it.skipIf(!hasJava)('is the one that the JVM takes (needs java)', async () => {
    const source = path.join(folder, 'Lock.java')
    const file = path.join(folder, '.lock')
    writeFileSync(source, javaSource)
    const held = nodeDisk.lock(file)
    expect(spawnSync('java', [source, file]).stdout.toString()).toBe('taken\n')
    held?.release()
    const java = spawn('java', [source, file, 'hold'])
    await new Promise((resolve) => java.stdout.once('data', resolve))
    expect(nodeDisk.lock(file)).toBeUndefined()
    const end = new Promise((resolve) => java.once('exit', resolve))
    java.stdin.end()
    await end
    const after = nodeDisk.lock(file)
    expect(after).toBeDefined()
    after?.release()
  })
})
