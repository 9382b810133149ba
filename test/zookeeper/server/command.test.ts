import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { execa } from 'execa'
import { afterAll, expect, test } from 'vitest'
import { binOf, startZooKeeperServer } from '../../kit/servers.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'kafkabox-'))
const start = path.join(binOf('ours'), 'zookeeper-server-start')

afterAll(() => rmSync(folder, { recursive: true, force: true }))

function configFile(name: string, text: string): string {
  const file = path.join(folder, name)
  writeFileSync(file, text)
  return file
}

async function failing(...args: string[]) {
  return execa(start, args, { reject: false, cwd: folder })
}

test('without a file it says how it is called', async () => {
  const { exitCode, stdout } = await failing()
  expect(exitCode).toBe(1)
  expect(stdout).toMatch(/^USAGE: \S+ \[-daemon\] zookeeper\.properties$/)
})

test.each([
  [
    'a missing file',
    'nowhere.properties',
    undefined,
    2,
    /^Invalid config, exiting abnormally: .*nowhere\.properties file is missing$/,
  ],
  ['no dataDir', 'a.properties', 'clientPort=0\n', 2, /^Invalid config, exiting abnormally: .*dataDir is not set$/],
  [
    'a port that is none',
    'b.properties',
    'dataDir=d\nclientPort=many\n',
    2,
    /^Invalid config, .*For input string: "many"$/,
  ],
  [
    'a directory that is a file',
    'c.properties',
    'dataDir=a.properties\nclientPort=0\n',
    3,
    /^Unable to access datadir, exiting abnormally: /,
  ],
])('%s is one clear line and an exit code', async (_, name, text, code, message) => {
  configFile('a.properties', '')
  const file = text === undefined ? name : configFile(name, text)
  const { exitCode, stderr } = await failing(file)
  expect(stderr).toMatch(message)
  expect(exitCode).toBe(code)
})

test('a directory without permission is named', { skip: process.getuid?.() === 0 }, async () => {
  const locked = mkdtempSync(path.join(folder, 'locked-'))
  chmodSync(locked, 0o500)
  const { exitCode, stderr } = await failing(configFile('d.properties', `dataDir=${locked}\nclientPort=0\n`))
  expect(stderr).toContain('Unable to access datadir')
  expect(exitCode).toBe(3)
})

test('a taken port is one clear line; TERM ends the server that has it', async () => {
  const server = await startZooKeeperServer('ours')
  expect(server.output()).toMatch(
    /^\[20\d\d-\d\d-\d\d .*\] INFO Reading configuration from: .*server\.properties \(org\.apache\.zookeeper/,
  )
  const second = configFile('e.properties', `dataDir=${folder}/second\nclientPort=${server.port}\n`)
  const { exitCode, stderr } = await failing(second)
  expect(stderr).toMatch(/^Unexpected exception, exiting abnormally: .*EADDRINUSE/)
  expect(exitCode).toBe(1)
  expect(await server.stop('SIGTERM')).toBe(143)
  rmSync(server.folder, { recursive: true })
})
