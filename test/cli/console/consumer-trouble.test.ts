import path from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ServerSet } from '../../kit/server-set.ts'
import { binOf, type Server } from '../../kit/servers.ts'
import { runTool } from '../../kit/tool.ts'

describe('the console consumer in trouble', () => {
  const servers = new ServerSet()
  let broker: Server
  beforeAll(async () => {
    broker = await servers.broker('ours', await servers.zookeeper('ours'))
  })
  afterAll(() => servers.dispose())

  const bootstrap = () => ['--bootstrap-server', `localhost:${broker.port}`]
  const consume = (...args: string[]) => runTool('ours', 'kafka-console-consumer', [...bootstrap(), ...args])

  test.each([
    ['au[', 'Unclosed character class near index 2\nau[\n  ^'],
    ['(a', 'Unclosed group near index 2\n(a'],
    ['a)', "Unmatched closing ')' near index 0\na)\n^"],
    ['a|*b', "Dangling meta character '*' near index 2\na|*b\n  ^"],
  ])('tells in Java’s words what is wrong with the expression %s', async (pattern, fault) => {
    const { stdout, stderr, exitCode } = await consume('--include', pattern)
    expect(stderr).toMatch(
      /^\[.*\] ERROR Unknown error when running consumer: {2}\(kafka\.tools\.ConsoleConsumer\$\)\n/,
    )
    expect(stderr).toContain(`\njava.util.regex.PatternSyntaxException: ${fault}`)
    expect([stdout, exitCode]).toEqual(['', 1])
  })

  test.each([
    [['--group', ''], 'The configured groupId is invalid.'],
    [
      ['--group', 'g', '--consumer-property', 'session.timeout.ms=4000'],
      'The session timeout is not within the range allowed by the broker (as configured by group.min.session.timeout.ms and group.max.session.timeout.ms).',
    ],
  ])('logs that it cannot join with %j, and ends well', async (args, fault) => {
    const { stderr, exitCode } = await consume('--topic', 't', '--timeout-ms', '20000', ...args)
    expect(stderr).toContain(`] JoinGroup failed due to fatal error: ${fault} (org.apache.kafka.clients.consumer`)
    expect(stderr).toContain('ERROR Error processing message, terminating consumer process:')
    expect(stderr).toMatch(/Processed a total of 0 messages$/)
    expect(exitCode).toBe(0)
  })

  test('warns of the empty group', async () => {
    const { stderr } = await consume('--topic', 't', '--timeout-ms', '20000', '--group', '')
    expect(stderr).toContain(
      '[Consumer clientId=console-consumer, groupId=] Support for using the empty group id by consumers is deprecated and will be removed in the next major release.',
    )
  })

  /** Runs the consumer in a pipe; the last line of stdout is its exit code. */
  function consumeInto(reader: string) {
    const tool = path.join(binOf('ours'), 'kafka-console-consumer')
    const line = `${tool} ${bootstrap().join(' ')} --topic head --from-beginning --timeout-ms 20000 | ${reader}; echo "\${PIPESTATUS[0]}"`
    return execa('bash', ['--norc', '-c', line], { timeout: 120_000, reject: false })
  }

  test.each([
    ['true', '0'],
    ['head -1', 'a\n0'],
    // A reader that has not left by the time the last byte is written is not noticed: on a busy machine that takes some tries.
  ])('ends when `%s` reads no more, though no more messages come', { retry: 6 }, async (reader, printed) => {
    await runTool('ours', 'kafka-console-producer', [...bootstrap(), '--topic', 'head'], 'a\nb\nc\n')
    const { stdout, stderr } = await consumeInto(reader)
    expect(stdout).toBe(printed)
    expect(stderr).toMatch(/^Unable to write to standard out, closing consumer\.\nProcessed a total of \d+ messages$/m)
  })
})
