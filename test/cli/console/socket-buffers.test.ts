import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ServerSet } from '../../kit/server-set.ts'
import { binOf, eventually, type Server } from '../../kit/servers.ts'
import { runTool } from '../../kit/tool.ts'

const canLook = spawnSync('ss', ['-V']).status === 0

/** `rb` and `tb`, the sizes of its buffers (twice what was asked for, on Linux), of each socket that a process has with the port. */
async function buffersOf(pid: number | undefined, port: number): Promise<string[]> {
  const { stdout } = await execa('ss', ['-tnmpHO', 'dport', '=', `:${port}`])
  return stdout.split('\n').filter((line) => line.includes(`pid=${pid},`))
}

describe('the sizes of the sockets’ buffers are what the settings say', () => {
  const servers = new ServerSet()
  let broker: Server
  beforeAll(async () => {
    broker = await servers.broker('ours', await servers.zookeeper('ours'))
    await runTool('ours', 'kafka-topics', [
      '--bootstrap-server',
      `localhost:${broker.port}`,
      '--create',
      '--topic',
      't',
    ])
  })
  afterAll(() => servers.dispose())

  test.each([
    ['kafka-console-producer', ['--socket-buffer-size', '50000'], 'tb100000,'],
    ['kafka-console-consumer', ['--consumer-property', 'receive.buffer.bytes=60000'], 'rb120000,'],
    [
      'kafka-consumer-perf-test',
      ['--messages', '1000000', '--timeout', '60000', '--socket-buffer-size', '70000'],
      'rb140000,',
    ],
  ])('%s %j', async (tool, args, expected) => {
    const running = execa(
      path.join(binOf('ours'), tool),
      ['--bootstrap-server', `localhost:${broker.port}`, '--topic', 't', ...args],
      { reject: false },
    )
    running.stdin.write('a line\n')
    if (canLook) {
      await eventually(`${tool} has such a socket`, async () =>
        (await buffersOf(running.pid, broker.port)).some((line) => line.includes(expected)),
      )
    }
    running.kill('SIGINT')
    await running
  })

  test('sizes that can’t be are refused', async () => {
    const { stderr, exitCode } = await runTool('ours', 'kafka-console-producer', [
      ...['--bootstrap-server', `localhost:${broker.port}`, '--topic', 't', '--socket-buffer-size', '-2'],
    ])
    expect(stderr).toContain('Invalid value -2 for configuration send.buffer.bytes: Value must be at least -1')
    expect(exitCode).toBe(1)
  })
})
