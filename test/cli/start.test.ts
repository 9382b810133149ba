import { chmodSync, cpSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { execa, execaSync, type Options } from 'execa'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { root } from '../kit/bundle.ts'
import { removeFolder } from '../kit/servers.ts'

const command = 'kafka-topics'
const bytecode = `${command}.${process.versions.v8}-${process.arch}.bytecode`
const folders: string[] = []
afterAll(() => folders.forEach(removeFolder))

/** A package with this one command, as it is before its first run. */
class Package {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'kafkabox-'))
  readonly bundle = path.join(this.folder, 'dist', `${command}.js`)
  readonly bytecode = path.join(this.folder, 'dist', bytecode)

  constructor() {
    folders.push(this.folder)
    for (const file of [`bin/${command}`, 'dist/start.js', `dist/${command}.js`]) {
      cpSync(path.join(root, file), path.join(this.folder, file))
    }
    for (const folder of ['.', 'bin', 'dist']) chmodSync(path.join(this.folder, folder), 0o755)
  }

  /** Changes the bundle's text behind its id. */
  edit(from: string, to: string): void {
    writeFileSync(this.bundle, readFileSync(this.bundle, 'utf8').replace(from, to))
  }

  files(): string[] {
    return readdirSync(path.join(this.folder, 'dist')).sort()
  }

  /** What it prints of itself; throws where it fails, or complains. */
  async version(options: Options = {}): Promise<unknown> {
    const { stdout, stderr } = await execa(path.join(this.folder, 'bin', command), ['--version'], options)
    expect(stderr).toBe('')
    return stdout
  }
}

let ours: Package
let version: unknown
beforeEach(async () => {
  ours = new Package()
  version ??= await new Package().version()
})

test('a command starts from the bytecode that an earlier run left, which belongs to a bundle of the same id', async () => {
  const [first] = String(version).split('.')
  const other = new Package()
  other.edit(`"${version}"`, `"9${String(version).slice(String(first).length)}"`)
  expect(await other.version()).not.toBe(version)

  await ours.version()
  expect(ours.files()).toEqual([bytecode, `${command}.js`, 'start.js'].sort())
  cpSync(other.bytecode, ours.bytecode)
  expect(await ours.version()).toBe(await other.version())

  ours.edit('/*', '/*x')
  expect(await ours.version()).toBe(version)
  expect(await ours.version()).toBe(version)
})

describe('the same is printed', () => {
  test('when the bytecode is damaged', async () => {
    await ours.version()
    const whole = readFileSync(ours.bytecode)
    const id = whole.subarray(-16)
    for (const damaged of [
      Buffer.alloc(0),
      id,
      whole.subarray(0, 1000),
      Buffer.concat([whole.subarray(0, 1000), id]),
    ]) {
      writeFileSync(ours.bytecode, damaged)
      expect(await ours.version()).toBe(version)
    }
  })

  test('when V8 has other flags, which get bytecode of their own', async () => {
    const flags = { env: { NODE_OPTIONS: '--max-old-space-size=200' } }
    await ours.version()
    const before = readFileSync(ours.bytecode)
    for (let run = 0; run < 3; run++) expect(await ours.version(flags)).toBe(version)
    const after = readFileSync(ours.bytecode)
    expect(after.equals(before)).toBe(false)
    expect(after.length).toBeGreaterThan(before.length * 0.9)
    await ours.version(flags)
    expect(readFileSync(ours.bytecode)).toEqual(after)
  })

  test('when many start for the first time', async () => {
    const versions = await Promise.all(Array.from({ length: 6 }, () => ours.version()))
    expect(new Set(versions)).toEqual(new Set([version]))
    expect(ours.files()).toHaveLength(3)
  })

  test('when the disk takes no more', async () => {
    const { stdout, stderr } = await execa('bash', ['-c', `ulimit -f 0; bin/${command} --version`], {
      cwd: ours.folder,
    })
    expect({ stdout, stderr }).toEqual({ stdout: version, stderr: '' })
    expect(ours.files()).toHaveLength(2)
  })

  // Root may write everywhere, so it runs the command as somebody who owns nothing.
  const user = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}
  const script = 'fs.accessSync(process.argv[1], fs.constants.X_OK)'
  const getsThere = execaSync(process.execPath, ['-e', script, tmpdir()], { ...user, cwd: '/', reject: false })
  test.skipIf(getsThere.exitCode !== 0)('in a folder that is not the user’s', async () => {
    const folder = path.join(ours.folder, 'dist')
    chmodSync(folder, 0o555)
    const printed = await ours.version({ ...user, cwd: '/' }).finally(() => chmodSync(folder, 0o755))
    expect(printed).toBe(version)
    expect(ours.files()).toHaveLength(2)
  })
})
