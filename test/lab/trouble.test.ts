import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { root } from '../kit/bundle.ts'
import { eventually } from '../kit/servers.ts'

const bin = path.join(root, 'bin')
const home = mkdtempSync(path.join(tmpdir(), 'kafkabox-trouble-'))
const env = { KAFKABOX_HOME: home }

function kafkabox(...args: string[]) {
  return execa(path.join(bin, 'kafkabox'), args, { env, reject: false })
}

async function startUp() {
  const ports = ['--zookeeper-port', '0', '--kafka-port', '0']
  const child = execa(path.join(bin, 'kafkabox'), ['up', '--brokers', '3', '--ephemeral', '--json', ...ports], {
    env,
    reject: false,
  })
  let output = ''
  child.stdout.on('data', (data) => {
    output += data
  })
  await eventually('kafkabox up says where it listens', () => output.includes('\n'))
  const { bootstrap, zookeeper }: { bootstrap: string; zookeeper: string } = JSON.parse(output)
  return { child, bootstrap, zookeeper }
}

let up: Awaited<ReturnType<typeof startUp>>
beforeAll(async () => {
  up = await startUp()
})
afterAll(async () => {
  up.child.kill('SIGINT')
  const { exitCode } = await up.child
  expect(exitCode).toBe(130)
  expect(readdirSync(home)).toEqual([])
  rmSync(home, { recursive: true, force: true })
})

async function topics(...args: string[]): Promise<string> {
  // Only a broker that nothing befalls: a frozen one would keep a command waiting for half a minute.
  const [first = ''] = up.bootstrap.split(',')
  const { stdout } = await execa(path.join(bin, 'kafka-topics'), ['--bootstrap-server', first, ...args])
  return stdout
}

interface PartitionState {
  leader: number
  isr: number[]
}

/** As `kafka-topics --describe` shows partition 0. */
async function partition(topic: string): Promise<PartitionState> {
  const described = await topics('--describe', '--topic', topic)
  const [, leader, isr = ''] = /Leader: (\S+)\t.*Isr: ([\d,]*)/.exec(described) ?? []
  return { leader: Number(leader), isr: isr.split(',').map(Number).sort() }
}

async function statesOf(): Promise<Record<string, string>> {
  const { stdout } = await kafkabox('status', '--json')
  const list: { name: string; state: string }[] = stdout.split('\n').map((line) => JSON.parse(line))
  return Object.fromEntries(list.map(({ name, state }) => [name, state]))
}

async function produce(topic: string, text: string): Promise<void> {
  const args = ['--bootstrap-server', up.bootstrap, '--topic', topic, '--request-required-acks', 'all']
  await execa(path.join(bin, 'kafka-console-producer'), args, { input: `${text}\n` })
}

async function read(topic: string, count: number): Promise<string[]> {
  const args = ['--bootstrap-server', up.bootstrap, '--topic', topic, '--from-beginning']
  const { stdout } = await execa(path.join(bin, 'kafka-console-consumer'), [...args, '--max-messages', String(count)])
  return stdout.split('\n')
}

describe('the brokers of kafkabox up --brokers 3, from another terminal', () => {
  test('a broker that is cut off loses its leadership, and follows again when it is back', async () => {
    await topics('--create', '--topic', 'cut', '--replica-assignment', '1:2:0')
    await produce('cut', 'before')
    expect(await kafkabox('cut', 'kafka-1')).toMatchObject({
      stdout: expect.stringMatching(/^kafka-1 \(localhost:\d+\) is cut off$/),
      exitCode: 0,
    })
    expect(await statesOf()).toMatchObject({ 'kafka-0': 'running', 'kafka-1': 'cut off', zookeeper: 'running' })
    await eventually('another leader', async () => (await partition('cut')).leader === 2)
    await produce('cut', 'meanwhile')
    await kafkabox('heal', 'kafka-1')
    await eventually('it is in sync again', async () => (await partition('cut')).isr.length === 3)
    expect((await partition('cut')).leader).toBe(2)
    expect(await read('cut', 2)).toEqual(['before', 'meanwhile'])
  })

  test('a killed broker is replaced by another, and starts again on what it had', async () => {
    await topics('--create', '--topic', 'killed', '--replica-assignment', '2:0:1')
    await produce('killed', 'before')
    expect((await kafkabox('kill', 'kafka-2', '--json')).stdout).toContain('"state":"stopped"')
    await eventually('another leader', async () => (await partition('killed')).leader === 0)
    expect((await kafkabox('kill', 'kafka-2')).stderr).toBe('kafkabox: kafka-2 does not run')
    await kafkabox('start', 'kafka-2')
    await eventually('it is in sync again', async () => (await partition('killed')).isr.length === 3)
    expect(await read('killed', 1)).toEqual(['before'])
  })

  test('a broker that is paused answers nobody, and is stopped in order when it is resumed', async () => {
    await topics('--create', '--topic', 'paused', '--replica-assignment', '1:0:2')
    await kafkabox('pause', 'kafka-1')
    await eventually('another leader', async () => (await partition('paused')).leader === 0)
    expect((await kafkabox('stop', 'kafka-1')).stderr).toBe(
      'kafkabox: kafka-1 is paused: it can be resumed or killed, but not stopped',
    )
    await kafkabox('resume', 'kafka-1')
    await eventually('it is in sync again', async () => (await partition('paused')).isr.length === 3)
    await kafkabox('stop', 'kafka-1')
    expect((await partition('paused')).isr).toEqual([0, 2])
    await kafkabox('start', 'kafka-1')
  })

  test('says what it does not know', async () => {
    expect((await kafkabox('kill', 'kafka-7')).stderr).toBe('kafkabox: kafka-7 does not run')
    expect((await kafkabox('kill', 'redis')).stderr).toMatch(/^kafkabox: there is no service redis; /)
    expect((await kafkabox('up', '--brokers', 'many')).stderr).toBe(
      "kafkabox: --brokers must be a number from 1 to 100, not 'many'",
    )
  })
})
