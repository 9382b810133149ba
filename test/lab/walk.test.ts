import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { execa } from 'execa'
import { afterAll, expect, test } from 'vitest'
import { eventually } from '../kit/servers.ts'
import { bin, endUp, startUp, tool } from './up-process.ts'

const home = mkdtempSync(path.join(tmpdir(), 'kafkabox-walk-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

const kafkabox = (verb: string, name: string) =>
  execa(path.join(bin, 'kafkabox'), [verb, name], { env: { KAFKABOX_HOME: home } })

/** What a reader of the README does with three brokers, each step right behind the one before. */
test('a broker dies, its partition is read meanwhile, and it comes back', { timeout: 300_000 }, async () => {
  const up = await startUp(home, '--brokers', '3', '--ephemeral')
  const at = ['--bootstrap-server', up.bootstrap, '--topic', 'first']
  expect(await tool('kafka-topics', ...at, '--create', '--partitions', '3', '--replication-factor', '3')).toBe(
    'Created topic first.',
  )
  const input = 'one\ntwo\nthree\n'
  await execa(path.join(bin, 'kafka-console-producer'), at, { input })
  await kafkabox('kill', 'kafka-1')
  // __consumer_offsets is only made now, by the first consumer, of the brokers that are left.
  await eventually('its death is known', async () => (await inSync(at)).every((isr) => isr === '0,2'))
  const read = ['--from-beginning', '--max-messages', '3', '--timeout-ms', '60000']
  const lines = await tool('kafka-console-consumer', ...at, ...read)
  expect(lines.split('\n').sort()).toEqual(['one', 'three', 'two'])
  await kafkabox('start', 'kafka-1')
  await eventually('all three are in sync', async () => (await inSync(at)).every((isr) => isr === '0,1,2'))
  await endUp(up)
})

/** Of each partition of the topic. */
async function inSync(at: readonly string[]): Promise<string[]> {
  const described = await tool('kafka-topics', ...at, '--describe')
  return [...described.matchAll(/Isr: (\S+)/g)].map(([, isr = '']) => isr.split(',').sort().join())
}
