import { spawn } from 'node:child_process'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { ServerSet } from '../../kit/server-set.ts'
import { binOf } from '../../kit/servers.ts'
import { runTool } from '../../kit/tool.ts'

const servers = new ServerSet()
afterAll(() => servers.dispose())

test('a reader that takes its time does not cost the consumer its place in the group', async () => {
  const zookeeper = await servers.zookeeper('ours')
  const broker = await servers.broker('ours', zookeeper)
  const bootstrap = ['--bootstrap-server', `localhost:${broker.port}`, '--topic', 't']
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
