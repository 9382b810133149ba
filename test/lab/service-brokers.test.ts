import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { root } from '../kit/bundle.ts'
import { freePortsInARow } from '../kit/ports.ts'
import { eventually, freePort } from '../kit/servers.ts'

const bin = path.join(root, 'bin')
/** The tutorial's folder, in which its reader has written config/server-1.properties. */
const folder = mkdtempSync(path.join(tmpdir(), 'kafkabox-tutorial-'))
const home = path.join(folder, 'home')
const ports = { zookeeper: 0, kafka: 0, 'kafka-1': 0, 'kafka-2': 0 }

function kafkabox(...args: string[]) {
  return execa(path.join(bin, 'kafkabox'), args, { env: { KAFKABOX_HOME: home }, cwd: folder, reject: false })
}

function rewrite(file: string, from: string, to: number): void {
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll(from, String(to)))
}

beforeAll(async () => {
  // kafka-3 will have the third one behind kafka's.
  ports.kafka = await freePortsInARow(4)
  for (const name of ['zookeeper', 'kafka-1', 'kafka-2'] as const) ports[name] = await freePort()
  await kafkabox('shell', '--command', 'true')
  for (const name of ['zookeeper', 'server'])
    rewrite(path.join(home, `config/${name}.properties`), '2181', ports.zookeeper)
  rewrite(path.join(home, 'config/server.properties'), '9092', ports.kafka)
  mkdirSync(path.join(folder, 'config'))
  for (const id of [1, 2] as const) {
    const lines = [
      `broker.id=${id}`,
      `log.dirs=${path.join(folder, `kafka-logs-${id}`)}`,
      `listeners=PLAINTEXT://:${ports[`kafka-${id}`]}`,
      `zookeeper.connect=localhost:${ports.zookeeper}`,
    ]
    // Not a tutorial's line: the test would wait for a death to be noticed three times as long.
    lines.push('zookeeper.session.timeout.ms=6000')
    writeFileSync(path.join(folder, `config/server-${id}.properties`), `${lines.join('\n')}\n`)
  }
})
afterAll(async () => {
  for (const { pid } of await list()) if (pid !== null) process.kill(pid, 'SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

/** What an earlier try has left. */
beforeEach(() => kafkabox('services', 'stop'))

interface Listed {
  name: string
  state: string
  pid: number | null
  config: string
  log: string
}

async function list(): Promise<Listed[]> {
  const { stdout } = await kafkabox('services', 'list', '--json')
  return stdout.split('\n').map((line) => JSON.parse(line))
}

async function one(name: string): Promise<Listed | undefined> {
  return (await list()).find((service) => service.name === name)
}

async function brokerIds(): Promise<string> {
  const shell = path.join(bin, 'zookeeper-shell')
  const { stdout } = await execa(shell, [`localhost:${ports.zookeeper}`, 'ls', '/brokers/ids'])
  return stdout.split('\n').at(-1) ?? ''
}

test("a tutorial's three brokers as services, and what can befall them", { timeout: 300_000 }, async () => {
  expect(await kafkabox('services', 'start')).toMatchObject({ stderr: '', exitCode: 0 })
  const started = await kafkabox('services', 'start', 'kafka-1', 'kafka-2')
  expect(started.stdout).toMatch(/^kafka-1 started: localhost:\d+ \(process \d+\)\nkafka-2 started: localhost:\d+/)
  expect(await brokerIds()).toBe('[0, 1, 2]')
  expect((await one('kafka-1'))?.config).toBe(path.join(folder, 'config/server-1.properties'))
  expect(existsSync(path.join(folder, 'kafka-logs-1/meta.properties'))).toBe(true)
  expect((await kafkabox('services', 'logs', 'kafka-1', '--lines', '500')).stdout).toContain(
    '[KafkaServer id=1] started',
  )

  await kafkabox('pause', 'kafka-1')
  expect(await one('kafka-1')).toMatchObject({ state: 'paused' })
  await kafkabox('resume', 'kafka-1')
  expect(await one('kafka-1')).toMatchObject({ state: 'running' })

  expect((await kafkabox('cut', 'kafka-2')).stdout).toBe(`kafka-2 (localhost:${ports['kafka-2']}) is cut off`)
  await eventually('ZooKeeper gives up broker 2', async () => (await brokerIds()) === '[0, 1]')
  expect(await one('kafka-2')).toMatchObject({ state: 'cut off' })
  await kafkabox('heal', 'kafka-2')
  await eventually('broker 2 registers again', async () => (await brokerIds()) === '[0, 1, 2]')

  const before = await one('kafka-1')
  await kafkabox('kill', 'kafka-1')
  expect(await one('kafka-1')).toMatchObject({ state: 'stopped' })
  await kafkabox('start', 'kafka-1')
  const after = await one('kafka-1')
  expect([after?.state, after?.pid === before?.pid]).toEqual(['running', false])

  // Nobody has written a file for this one.
  expect(await kafkabox('services', 'start', 'kafka-3')).toMatchObject({ stderr: '', exitCode: 0 })
  expect(readFileSync(path.join(home, 'config/server-3.properties'), 'utf8')).toBe(
    `broker.id=3\nlog.dirs=${home}/data/kafka-logs-3\nlisteners=PLAINTEXT://localhost:${ports.kafka + 3}\nzookeeper.connect=localhost:${ports.zookeeper}\n`,
  )
  const stopped = await kafkabox('services', 'stop')
  expect(stopped.stdout.split('\n')).toEqual(
    ['kafka-3', 'kafka-2', 'kafka-1', 'kafka', 'zookeeper'].map((name) => `${name} stopped`),
  )
})
