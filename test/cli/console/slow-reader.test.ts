import { spawn } from 'node:child_process'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
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

test('a reader that takes its time does not cost the consumer its place in the group', async () => {
  const bootstrap = [...server, '--topic', 't']
  const count = 60_000
  const input = Array.from({ length: count }, (_, index) => `${index} ${'x'.repeat(90)}\n`).join('')
  await runTool('ours', 'kafka-console-producer', bootstrap, input)
  const session = ['session.timeout.ms=6000', 'heartbeat.interval.ms=1000'].flatMap((one) => [
    '--consumer-property',
    one,
  ])
  const args = [...bootstrap, '--from-beginning', '--max-messages', String(count), ...session]
  const consumer = spawn(path.join(binOf('ours'), 'kafka-console-consumer'), args, {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  consumer.stdout.pause()
  await pause(9000)
  let output = ''
  for await (const chunk of consumer.stdout) output += chunk
  expect(output).toBe(input)
})

test('a reader that goes away while nothing more comes ends the consumer quietly', async () => {
  const topic = [...server, '--topic', 'all-written']
  // More than a pipe holds, and less than one fetch: all of it is on its way out when the reader goes.
  const input = Array.from({ length: 5000 }, (_, index) => `${index} ${'x'.repeat(90)}\n`).join('')
  await runTool('ours', 'kafka-console-producer', topic, input)
  const consumer = spawn(path.join(binOf('ours'), 'kafka-console-consumer'), [...topic, '--from-beginning'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  consumer.stderr.on('data', (data) => {
    said += data
  })
  const ended = new Promise((resolve) => consumer.on('close', resolve))
  await new Promise((resolve) => consumer.stdout.once('readable', resolve))
  await pause(1000)
  consumer.stdout.destroy()
  expect(await ended).toBe(0)
  expect(said).toBe('Unable to write to standard out, closing consumer.\nProcessed a total of 5000 messages\n')
})

test('values longer than what is written at once come out whole, in their order', async () => {
  const topic = [...server, '--topic', 'long-values']
  await runTool('ours', 'kafka-topics', [
    ...server,
    '--create',
    '--topic',
    'long-values',
    '--config',
    'max.message.bytes=5000000',
  ])
  const values = [3, 900_000, 2_500_000, 40, 41, 1_048_576].map((length, index) => String(index).repeat(length))
  const input = `${values.join('\n')}\n`
  await runTool('ours', 'kafka-console-producer', [...topic, '--producer-property', 'max.request.size=4000000'], input)
  const reading = [...topic, '--from-beginning', '--max-messages', String(values.length)]
  const { stdout } = await runTool('ours', 'kafka-console-consumer', reading)
  // Not the texts themselves: a difference of megabytes can't be read.
  const read = stdout.split('\n')
  expect(read.map((value) => value.length)).toEqual(values.map((value) => value.length))
  expect(read.every((value, index) => value === values[index])).toBe(true)
})

test('a consumer that is busy for longer than max.poll.interval.ms leaves its group, and comes back when it reads on', async () => {
  const topic = [...server, '--topic', 'poll-interval']
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
