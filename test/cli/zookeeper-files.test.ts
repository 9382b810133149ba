import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { root } from '../kit/bundle.ts'
import { removeFolder, type Server, startZooKeeperServer } from '../kit/servers.ts'

let server: Server
let log: string

const run = (name: string, args: string[], input = '') =>
  execa(path.join(root, 'bin', name), args, { reject: false, input, env: { TZ: 'UTC' } })

function files(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => path.join(folder, name))
}

beforeAll(async () => {
  server = await startZooKeeperServer('ours')
  await run('zookeeper-shell', [`127.0.0.1:${server.port}`], 'create /a hello\ndelete /a\nquit\n')
  await server.stop()
  log = files(server.folder).find((file) => file.endsWith('/log.1')) ?? ''
})
afterAll(() => removeFolder(server.folder))

test('a log is printed, mended and shortened', async () => {
  const { stdout, exitCode } = await run('zkTxnLogToolkit.sh', [log])
  const lines = stdout.split('\n').map((line) => line.replace(/^.*UTC session 0x\w+ /, ''))
  expect(lines).toEqual([
    'ZooKeeper Transactional Log File with dbid 0 txnlog format version 2',
    'cxid 0x0 zxid 0x1 createSession 30000',
    "cxid 0x1 zxid 0x2 create2 /a,hello,[31,s{'world,'anyone}",
    '],false,1',
    "cxid 0x2 zxid 0x3 delete '/a",
    'cxid 0x3 zxid 0x4 closeSession v{}',
    'EOF reached after 4 txns.',
  ])
  expect(exitCode).toBe(0)
  const broken = `${log}.broken`
  const bytes = readFileSync(log)
  bytes.writeUInt8(bytes.readUInt8(16) ^ 1, 16)
  writeFileSync(broken, bytes)
  expect((await run('zkTxnLogToolkit.sh', [broken])).stdout).toContain('\nCRC ERROR - ')
  const mended = await run('zkTxnLogToolkit.sh', ['-r', broken], 'what\nyes\n')
  expect(mended.stdout).toContain('has been written with 1 fixed CRC error(s)')
  expect((await run('zkTxnLogToolkit.sh', [`${broken}.fixed`])).stdout).toBe(stdout)
  const types = ['createSession', 'create2', 'delete', 'closeSession']
  for (const options of [['-r', '-v', '-y'], ['-r', '-y'], []]) {
    removeFolder(`${broken}.fixed`)
    const told = await run('zkTxnLogToolkit.sh', [...options, broken, '--json'])
    expect(told.stderr).toBe('')
    const transactions = told.stdout.split('\n').flatMap((line) => JSON.parse(line).type ?? [])
    expect(transactions, options.join(' ')).toEqual(options.length === 2 ? types.slice(0, 1) : types)
  }
  const chopped = await run('zkTxnLogToolkit.sh', ['-c', '-z', '0x2', log])
  expect(chopped.stdout).toContain('Chopping at 2 new log has 2 records')
  expect(existsSync(`${log}.chopped2`)).toBe(true)
})

test('a snapshot is printed', async () => {
  const snapshot = files(server.folder).find((file) => /\/snapshot\.\w+$/.test(file)) ?? ''
  const { stdout, exitCode } = await run('zkSnapShotToolkit.sh', [snapshot])
  expect(stdout).toMatch(/^ZNode Details \(count=\d+\):\n----\n\/\n {2}cZxid = 0x0{14}\n/)
  expect(stdout).toContain('\n/zookeeper/quota\n')
  expect(exitCode).toBe(0)
})

test('what is no such file is refused', async () => {
  expect(await run('zkTxnLogToolkit.sh', ['/nope'])).toMatchObject({ exitCode: 1 })
  expect(await run('zkTxnLogToolkit.sh', [server.configFile])).toMatchObject({ exitCode: 2 })
  expect(await run('zkSnapShotToolkit.sh', ['/nope'])).toMatchObject({ exitCode: 2 })
})

test('what ends in the middle of something ends the toolkit', async () => {
  const short = `${log}.short`
  writeFileSync(short, readFileSync(log).subarray(0, 9))
  for (const [tool, file] of [
    ['zkTxnLogToolkit.sh', short],
    ['zkSnapShotToolkit.sh', short],
  ] as const) {
    const { stderr, exitCode } = await run(tool, [file])
    expect(stderr).toContain('java.io.EOFException')
    expect(exitCode).toBe(1)
  }
})
