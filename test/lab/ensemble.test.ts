import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { eventually } from '../kit/servers.ts'
import { bin, endUp, startUp, tool, type Up } from './up-process.ts'

const home = mkdtempSync(path.join(tmpdir(), 'kafkabox-ensemble-'))
const env = { KAFKABOX_HOME: home }
const names = ['pipeline-zookeeper-a', 'pipeline-zookeeper-b', 'pipeline-zookeeper-c']

function kafkabox(...args: string[]) {
  return execa(path.join(bin, 'kafkabox'), args, { env, reject: false })
}

function topics({ bootstrap }: Up, ...args: string[]): Promise<string> {
  return tool('kafka-topics', '--bootstrap-server', bootstrap, ...args)
}

async function znodes({ zookeeper }: Up, folder: string): Promise<string> {
  return (await tool('zookeeper-shell', zookeeper, 'ls', folder)).split('\n').at(-1) ?? ''
}

/** What each ZooKeeper server is: `leader`, `follower`, `looking`, or its state when it does not run. */
async function roles(): Promise<string[]> {
  const { stdout } = await kafkabox('status', '--json')
  const list: { name: string; state: string; role: string | null }[] = stdout
    .split('\n')
    .map((line) => JSON.parse(line))
  return names.map((name) => {
    const server = list.find((one) => one.name === name)
    return server?.state === 'running' ? (server.role ?? 'unknown') : (server?.state ?? 'unknown')
  })
}

async function elected(what: string, followers: number): Promise<string> {
  await eventually(what, async () => {
    const all = await roles()
    return all.includes('leader') && all.filter((role) => role === 'follower').length === followers
  })
  return names[(await roles()).indexOf('leader')] ?? ''
}

afterAll(() => rmSync(home, { recursive: true, force: true }))

describe('kafkabox up --zookeepers 3', () => {
  let up: Up
  let tries = 0
  beforeAll(async () => {
    up = await startUp(home, '--ephemeral', '--zookeepers', '3', '--brokers', '3')
  })
  afterAll(() => endUp(up))
  // What an earlier try has left: stopped, paused or cut off.
  beforeEach(async () => {
    const mend: Record<string, string> = { paused: 'resume', 'cut off': 'heal', stopped: 'start' }
    for (const [index, role] of (await roles()).entries()) {
      const verb = mend[role]
      if (verb !== undefined) await kafkabox(verb, names[index] ?? '')
    }
    await elected('all three', 2)
  })

  test('three servers, one of which leads', async () => {
    expect(up.zookeeper.split(',')).toHaveLength(3)
    await elected('a leader and two followers', 2)
    expect(await znodes(up, '/brokers/ids')).toBe('[0, 1, 2]')
    expect((await kafkabox('status')).stdout).toMatch(/pipeline-zookeeper-[abc] │ running │ leader/)
  })

  test('when the leader stops another takes over, and it follows when it is back', async () => {
    const first = await elected('a leader', 2)
    expect((await kafkabox('stop', first)).stdout).toMatch(/ is stopped$/)
    const second = await elected('another leader', 1)
    expect(second).not.toBe(first)
    const topic = `after-the-stop-${tries++}`
    await topics(up, '--create', '--topic', topic, '--partitions', '3', '--replication-factor', '3')
    await kafkabox('start', first)
    expect(await elected('all three', 2)).toBe(second)
    await kafkabox('kill', second)
    await elected('a leader after the death', 1)
    expect((await topics(up, '--list')).split('\n')).toContain(topic)
    await kafkabox('start', second)
    await elected('all three again', 2)
  })

  test('a leader that is cut off leads nobody any more', async () => {
    const first = await elected('a leader', 2)
    await kafkabox('cut', first)
    await elected('a leader of the other two', 1)
    expect((await roles())[names.indexOf(first)]).toBe('cut off')
    await kafkabox('heal', first)
    await elected('all three', 2)
    const second = await elected('a leader', 2)
    await kafkabox('pause', second)
    await elected('a leader of those that are not paused', 1)
    await kafkabox('resume', second)
    await elected('all three again', 2)
  })

  test('the last of three serves nobody, while the brokers go on', async () => {
    const topic = `alone-${tries++}`
    await topics(up, '--create', '--topic', topic, '--replica-assignment', '0:1:2')
    await kafkabox('stop', 'pipeline-zookeeper-a', 'pipeline-zookeeper-b')
    await eventually('the last one looks for a leader', async () => (await roles())[2] === 'looking')
    // An idempotent producer's id would have to come from ZooKeeper.
    const produce = ['--bootstrap-server', up.bootstrap, '--topic', topic]
    const plain = ['--producer-property', 'enable.idempotence=false', '--request-required-acks', 'all']
    const producer = path.join(bin, 'kafka-console-producer')
    await execa(producer, [...produce, ...plain], { input: 'without ZooKeeper\n' })
    await kafkabox('start', 'pipeline-zookeeper-a', 'pipeline-zookeeper-b')
    await elected('all three', 2)
    await eventually('the brokers are there', async () => (await znodes(up, '/brokers/ids')) === '[0, 1, 2]')
    await topics(up, '--create', '--topic', `together-with-${topic}`, '--replication-factor', '3')
    const read = [...produce, '--from-beginning', '--max-messages', '1']
    expect(await tool('kafka-console-consumer', ...read)).toBe('without ZooKeeper')
  })
})

test('says how many there can be', async () => {
  expect((await kafkabox('up', '--zookeepers', 'some')).stderr).toBe(
    "kafkabox: --zookeepers must be a number from 1 to 9, not 'some'",
  )
})
