import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { execa } from 'execa'
import { afterAll, describe, expect, test } from 'vitest'
import { root } from '../kit/bundle.ts'
import { eventually, freePort } from '../kit/servers.ts'

const bin = path.join(root, 'bin')
const home = mkdtempSync(path.join(tmpdir(), 'kafkabox-home-'))
const env = { KAFKABOX_HOME: home, XDG_DATA_HOME: home }
const free = ['--zookeeper-port', '0', '--kafka-port', '0']
afterAll(() => rmSync(home, { recursive: true, force: true }))

function up(...args: string[]) {
  const child = execa(path.join(bin, 'kafkabox'), ['up', ...args], { env, reject: false })
  let output = ''
  child.stdout.on('data', (data) => {
    output += data
  })
  return { child, output: () => output }
}

interface Addresses {
  zookeeper: string
  bootstrap: string
  pid: number
}

/** The addresses that `--json` prints when both answer. */
async function addressesOf({ output }: { output: () => string }): Promise<Addresses> {
  await eventually('kafkabox up says where it listens', () => output().includes('\n'))
  return JSON.parse(output())
}

describe('kafkabox up', () => {
  test('serves commands as soon as it says so, and keeps nothing when ephemeral', async () => {
    const { child, output } = up('--ephemeral', '--json', ...free)
    const { bootstrap, zookeeper } = await addressesOf({ output })
    const created = await execa(path.join(bin, 'kafka-topics'), [
      '--create',
      '--topic',
      't',
      '--bootstrap-server',
      bootstrap,
    ])
    expect(created.stdout).toBe('Created topic t.')
    const brokers = await execa(path.join(bin, 'zookeeper-shell'), [zookeeper, 'ls', '/brokers/ids'])
    expect(brokers.stdout).toMatch(/\[0\]$/)
    child.kill('SIGINT')
    expect((await child).exitCode).toBe(130)
    expect(readdirSync(home)).toEqual([])
  })

  test('keeps topics in the folder it is given, and writes the ready file while it serves', async () => {
    const data = path.join(home, 'kept')
    const readyFile = path.join(home, 'ready.json')
    const args = ['--data', data, '--ready-file', readyFile, '--json', ...free]
    for (const expected of ['', 'kept-topic']) {
      const { child, output } = up(...args)
      const { bootstrap } = await addressesOf({ output })
      await eventually('the ready file', () => existsSync(readyFile))
      expect(JSON.parse(readFileSync(readyFile, 'utf8')).bootstrap).toBe(bootstrap)
      const topics = (...more: string[]) =>
        execa(path.join(bin, 'kafka-topics'), ['--bootstrap-server', bootstrap, ...more])
      expect((await topics('--list')).stdout).toBe(expected)
      if (expected === '') await topics('--create', '--topic', 'kept-topic')
      child.kill('SIGTERM')
      expect((await child).exitCode).toBe(143)
      expect(existsSync(readyFile)).toBe(false)
    }
  })

  test('starts at once after it was killed, with all it had', async () => {
    const args = ['--data', path.join(home, 'killed'), ...free]
    const first = up('--json', ...args)
    const { bootstrap } = await addressesOf(first)
    await execa(path.join(bin, 'kafka-topics'), ['--bootstrap-server', bootstrap, '--create', '--topic', 'survivor'])
    first.child.kill('SIGKILL')
    await first.child
    const second = up('--json', ...args)
    const again = await addressesOf(second)
    const topics = await execa(path.join(bin, 'kafka-topics'), ['--bootstrap-server', again.bootstrap, '--list'])
    expect(topics.stdout).toBe('survivor')
    const other = await up(...args).child
    expect([other.exitCode, other.stderr]).toEqual([
      1,
      `kafkabox: another \`kafkabox up\` keeps its data in ${home}/killed. Stop it, or choose another folder with --data.`,
    ])
    second.child.kill('SIGINT')
    await second.child
  })

  test('says in one line that the ready file can not be written', async () => {
    const { child } = up('--ephemeral', '--ready-file', path.join(home, 'no/where'), ...free)
    const { exitCode, stderr } = await child
    expect(exitCode).toBe(1)
    expect(stderr).toMatch(/^kafkabox: can't write the ready file: .*no\/where'$/)
  })

  test('says what to do about a taken port', async () => {
    const taken = createServer()
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
    const address = taken.address()
    const port = String(typeof address === 'object' ? address?.port : 0)
    const { child } = up('--ephemeral', '--zookeeper-port', '0', '--kafka-port', port, '--host', '127.0.0.1')
    const { exitCode, stderr } = await child
    taken.close()
    expect(exitCode).toBe(1)
    expect(stderr).toBe(
      `kafkabox: Kafka can't listen on port ${port}: another program does. Stop it, or pick another port (0 for any free one).`,
    )
  })
})

describe('kafkabox services', () => {
  test('run in the background, are listed, logged and stopped', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'kafkabox-services-'))
    const kafkabox = (...args: string[]) =>
      execa(path.join(bin, 'kafkabox'), args, { env: { KAFKABOX_HOME: folder }, reject: false })
    expect((await kafkabox('shell', '--command', 'true')).exitCode).toBe(0)
    const [zookeeper, kafka] = [await freePort(), await freePort()]
    rewrite(path.join(folder, 'config/zookeeper.properties'), '2181', zookeeper)
    rewrite(path.join(folder, 'config/server.properties'), '2181', zookeeper)
    rewrite(path.join(folder, 'config/server.properties'), '9092', kafka)
    try {
      const started = await kafkabox('services', 'start')
      expect(started.stdout).toMatch(/^zookeeper started: localhost:\d+ \(process \d+\)\nkafka started: localhost:\d+/)
      const { stdout } = await kafkabox('services', 'list', '--json')
      const list: { name: string; state: string; pid: number }[] = stdout.split('\n').map((line) => JSON.parse(line))
      expect(list.map(({ name, state }) => `${name} ${state}`)).toEqual(['zookeeper running', 'kafka running'])
      expect((await kafkabox('services', 'logs', 'kafka', '--lines', '500')).stdout).toContain(
        'started (kafka.server.KafkaServer)',
      )
      expect((await kafkabox('services', 'start', 'kafka')).stdout).toContain('was running already')
      await killAll(list)
      expect(await kafkabox('services', 'start')).toMatchObject({ exitCode: 0 })
      const brew = await kafkabox('shell', '--command', 'brew services restart kafka; brew install kafka')
      expect(brew.stderr).toBe('')
    } finally {
      const stopped = await kafkabox('services', 'stop')
      expect(stopped.stdout).toBe('kafka stopped\nzookeeper stopped')
      rmSync(folder, { recursive: true, force: true })
    }
  })
})

async function killAll(processes: readonly { pid: number }[]): Promise<void> {
  for (const { pid } of processes) process.kill(pid, 'SIGKILL')
  await eventually('their ends', () => processes.every(({ pid }) => !existsSync(`/proc/${pid}/cmdline`)))
}

function rewrite(file: string, from: string, to: number): void {
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll(from, String(to)))
}

test('a service whose port another program has says so', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'kafkabox-taken-'))
  const taken = createServer((socket) => socket.on('error', () => {}))
  await new Promise<void>((resolve) => taken.listen(0, 'localhost', resolve))
  const address = taken.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const kafkabox = (...args: string[]) =>
    execa(path.join(bin, 'kafkabox'), args, { env: { KAFKABOX_HOME: folder }, reject: false })
  await kafkabox('shell', '--command', 'true')
  rewrite(path.join(folder, 'config/zookeeper.properties'), '2181', port)
  const { stderr, exitCode } = await kafkabox('services', 'start', 'zookeeper')
  taken.close()
  expect([stderr, exitCode]).toEqual([
    `kafkabox: zookeeper can't listen on port ${port}: another program does. Stop it first.`,
    1,
  ])
  rmSync(folder, { recursive: true, force: true })
})
