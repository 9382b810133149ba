import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { execa } from 'execa'
import { afterAll, expect, test } from 'vitest'
import { binOf, eventually, startZooKeeperServer } from '../../kit/servers.ts'

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

const peerConfig = 'org.apache.zookeeper.server.quorum.QuorumPeerConfig'
const ofFile = 'Error processing NAME\nCaused by: java.'

/** Log and exit as the real server's of 3.7.0; stderr has no more than that the configuration is wrong. */
test.each([
  ['a missing file', undefined, `${ofFile}lang.IllegalArgumentException: NAME file is missing`],
  ['no dataDir', 'clientPort=0', `${ofFile}lang.IllegalArgumentException: dataDir is not set`],
  [
    'a port that is no number',
    'dataDir=d\nclientPort=many',
    `${ofFile}lang.NumberFormatException: For input string: "many"`,
  ],
  [
    'a port that is none',
    'dataDir=d\nclientPort=70000',
    `${ofFile}lang.IllegalArgumentException: port out of range:70000`,
  ],
  ['no properties', 'a=\\u00zz', `${ofFile}lang.IllegalArgumentException: Malformed \\uxxxx encoding.`],
])('%s', async (what, text, trace) => {
  const name = `${what.replaceAll(' ', '-')}.properties`
  if (text !== undefined) configFile(name, `${text}\n`)
  const { exitCode, stdout, stderr } = await failing(name)
  const told = stdout.split('\n').map((line) => line.replace(/^\[.*?\] /, ''))
  expect(told.filter((line) => !line.startsWith('INFO '))).toEqual([
    `WARN ${name} is relative. Prepend ./ to indicate that you're sure! (${peerConfig})`,
    'ERROR Invalid config, exiting abnormally (org.apache.zookeeper.server.quorum.QuorumPeerMain)',
    ...`${peerConfig}$ConfigException: ${trace.replaceAll('NAME', name)}`.split('\n'),
  ])
  expect([stderr, exitCode]).toEqual(['Invalid config, exiting abnormally', 2])
})

test('--explain tells on stderr, too, what is wrong with the file', async () => {
  const { stderr } = await failing(configFile('explained.properties', 'clientPort=0\n'), '--explain')
  expect(stderr).toContain('explained.properties: dataDir is not set; mend the file.')
})

test('a data directory that is a file is one clear line and an exit code', async () => {
  configFile('a.properties', '')
  const { exitCode, stderr } = await failing(configFile('c.properties', 'dataDir=a.properties\nclientPort=0\n'))
  expect(stderr).toMatch(/^Unable to access datadir, exiting abnormally: /)
  expect(exitCode).toBe(3)
})

test('without clientPort it runs for nobody, as ZooKeeper does, and says so', async () => {
  const file = configFile('portless.properties', `dataDir=${folder}/portless\nadmin.enableServer=false\n`)
  const server = execa(start, [file], { reject: false, cwd: folder, timeout: 120_000 })
  let output = ''
  server.stdout.on('data', (text: Buffer) => {
    output += text
  })
  await eventually('the warning', () => output.includes('No client can connect: clientPort is not set'))
  server.kill('SIGTERM')
  expect(await server).toMatchObject({ exitCode: 143, timedOut: false })
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
