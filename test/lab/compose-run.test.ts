import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { execa } from 'execa'
import { afterAll, expect, test } from 'vitest'
import { eventually } from '../kit/servers.ts'
import { composeRunner, type RunningService } from './compose-run.ts'
import { bin, tool } from './up-process.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'kafkabox-compose-'))
const running = new Map<string, RunningService>()
afterAll(async () => {
  await Promise.all([...running.values()].map((service) => service.kill('SIGKILL')))
  rmSync(folder, { recursive: true, force: true })
})

test("the compose file's commands, as processes: they serve inside and outside", async () => {
  const runner = await composeRunner(folder)
  const pending = new Set(runner.names)
  const healthy = new Set<string>()
  while (pending.size > 0) {
    const ready = [...pending].filter((name) => runner.dependencies(name).every((other) => healthy.has(other)))
    expect(ready).not.toEqual([])
    for (const name of ready) running.set(name, runner.start(name))
    for (const name of ready) {
      await eventually(`${name} is healthy`, async () => (await running.get(name)?.health()) !== undefined)
      pending.delete(name)
      healthy.add(name)
    }
  }
  const at = (name: string, inside: number) => `localhost:${running.get(name)?.port(inside)}`
  const outside = at('pipeline-kafka-b', 29_092)
  const inside = at('pipeline-kafka-c', 9092)
  const create = ['--create', '--topic', 'composed', '--replication-factor', '3', '--bootstrap-server', outside]
  expect(await tool('kafka-topics', ...create)).toBe('Created topic composed.')
  const producer = ['--topic', 'composed', '--bootstrap-server', inside]
  await execa(path.join(bin, 'kafka-console-producer'), producer, { input: 'through the wall\n' })
  const consumer = ['--topic', 'composed', '--from-beginning', '--max-messages', '1', '--bootstrap-server', outside]
  expect(await tool('kafka-console-consumer', ...consumer)).toBe('through the wall')

  const leader = (await leaders())[0] ?? ''
  await running.get(leader)?.kill('SIGTERM')
  running.delete(leader)
  await eventually('another leads', async () => (await leaders()).length === 1)
  const zookeepers = ['a', 'b', 'c'].map((letter) => at(`pipeline-zookeeper-${letter}`, 2181))
  const alive = zookeepers.filter((address) => !address.endsWith(':undefined'))
  expect(await tool('zookeeper-shell', alive.join(','), 'ls', '/brokers/ids')).toMatch(/\[0, 1, 2\]$/)
})

/** Of those ZooKeeper servers that run. */
async function leaders(): Promise<string[]> {
  const all = [...running.values()].filter(({ name }) => name.startsWith('pipeline-zookeeper-'))
  const said = await Promise.all(all.map(async ({ name, health }) => ({ name, health: await health() })))
  return said.filter(({ health }) => health?.endsWith('Mode: leader')).map(({ name }) => name)
}
