import { spawn } from 'node:child_process'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ServerSet } from '../../kit/server-set.ts'
import { binOf } from '../../kit/servers.ts'
import { runTool } from '../../kit/tool.ts'

const servers = new ServerSet()
let server: string[]
beforeAll(async () => {
  const broker = await servers.broker('ours', await servers.zookeeper('ours'))
  server = ['--bootstrap-server', `localhost:${broker.port}`]
})
afterAll(() => servers.dispose())

test('a consumer that is busy for longer than max.poll.interval.ms leaves its group, and comes back when it reads on', async () => {
  const topic = [...server, '--topic', 't']
  // More than a pipe and what is fetched ahead hold.
  const input = Array.from({ length: 60_000 }, (_, index) => `${index} ${'x'.repeat(90)}\n`).join('')
  await runTool('ours', 'kafka-console-producer', topic, input)
  const group = ['max.poll.interval.ms=3000', 'heartbeat.interval.ms=200'].flatMap((one) => [
    '--consumer-property',
    one,
  ])
  const args = [...topic, '--from-beginning', '--group', 'slow', ...group]
  const consumer = spawn(path.join(binOf('ours'), 'kafka-console-consumer'), args)
  consumer.stdout.pause()
  let said = ''
  consumer.stderr.on('data', (data) => {
    said += data
  })
  const describe = [...server, '--describe', '--group', 'slow', '--state']
  const state = async () => (await runTool('ours', 'kafka-consumer-groups', describe)).stdout
  await expect
    .poll(() => said, { timeout: 60_000 })
    .toContain('WARN [Consumer clientId=console-consumer, groupId=slow]')
  expect(said).toContain('consumer poll timeout has expired. This means the time between subsequent calls to poll()')
  await expect.poll(state, { timeout: 60_000, interval: 500 }).toContain('Empty')
  let output = ''
  consumer.stdout.on('data', (data) => {
    output += data
  })
  consumer.stdout.resume()
  await expect.poll(() => output.includes('\n59999 x'), { timeout: 60_000, interval: 500 }).toBe(true)
  await expect.poll(state, { timeout: 60_000, interval: 500 }).toContain('Stable')
  consumer.kill('SIGINT')
  await new Promise((resolve) => consumer.on('close', resolve))
}, 240_000)
