import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { ServerSet } from '../../kit/server-set.ts'
import { binOf, eventually } from '../../kit/servers.ts'
import { runTool } from '../../kit/tool.ts'

const servers = new ServerSet()
afterAll(() => servers.dispose())

interface RunningProducer {
  readonly process: ChildProcessWithoutNullStreams
  readonly stderr: () => string
}

function startProducer(...args: string[]): RunningProducer {
  const process = spawn(path.join(binOf('ours'), 'kafka-console-producer'), args)
  let said = ''
  process.stderr.on('data', (data) => {
    said += data
  })
  return { process, stderr: () => said }
}

test('Ctrl-C ends a producer whose cluster does not answer, and it says so', async () => {
  const silent = createServer((socket) => socket.on('error', () => {}))
  silent.listen(0, '127.0.0.1')
  await once(silent, 'listening')
  const address = silent.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const { port } = address
  const patience = ['--request-timeout-ms', '500', '--max-block-ms', '600000']
  const { process, stderr } = startProducer('--bootstrap-server', `127.0.0.1:${port}`, '--topic', 't', ...patience)
  try {
    process.stdin.write('kept waiting\n')
    await eventually('the producer has asked in vain', () => stderr().includes('disconnected'))
    process.kill('SIGINT')
    const [exitCode] = await once(process, 'close')
    expect(stderr()).toContain('WARN Interrupted before the cluster had acknowledged all messages.')
    expect(exitCode).toBe(130)
  } finally {
    process.kill('SIGKILL')
    silent.close()
  }
}, 120_000)

test('a topic that is deleted while it is written to is made anew', async () => {
  const broker = await servers.broker('ours', await servers.zookeeper('ours'))
  const bootstrap = ['--bootstrap-server', `localhost:${broker.port}`]
  const topics = async (...args: string[]) => (await runTool('ours', 'kafka-topics', [...bootstrap, ...args])).stdout
  const offsets = async () => (await runTool('ours', 'kafka-get-offsets', [...bootstrap, '--topic', 't'])).stdout
  await topics('--create', '--topic', 't')
  const { process, stderr } = startProducer(...bootstrap, '--topic', 't', '--message-send-max-retries', '1000')
  try {
    process.stdin.write('before\n')
    await eventually('the first line is stored', async () => (await offsets()) === 't:0:1')
    await topics('--delete', '--topic', 't')
    await eventually('the topic is gone', async () => (await topics('--list')) === '')
    process.stdin.end('after\n')
    const [exitCode] = await once(process, 'close')
    expect(stderr()).toContain('Error: UNKNOWN_TOPIC_OR_PARTITION')
    expect(stderr()).not.toContain('ERROR')
    expect(exitCode).toBe(0)
    expect(await offsets()).toBe('t:0:1')
  } finally {
    process.kill('SIGKILL')
  }
}, 120_000)
