import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ServerSet } from '../../kit/server-set.ts'
import { removeFolder, temporaryFolder } from '../../kit/servers.ts'
import { runTool } from '../../kit/tool.ts'

/** What the real Kafka 3.7.0 answers to lines that people mistype, as it was recorded; of a stack trace the message lines. */
const folder = temporaryFolder()
const servers = new ServerSet()
let port: number
beforeAll(async () => {
  const broker = await servers.broker('ours', await servers.zookeeper('ours'))
  port = broker.port
  await runTool('ours', 'kafka-topics', ['--bootstrap-server', `localhost:${port}`, '--create', '--topic', 't'])
})
afterAll(async () => {
  await servers.dispose()
  removeFolder(folder)
})

const file = (name: string, text: string) => {
  const full = path.join(folder, name)
  writeFileSync(full, text)
  return full
}
const malformed = file('malformed.properties', 'client.id=\\u00zz\n')
const tooLarge =
  'The message is 2000088 bytes when serialized which is larger than 1048576, which is the value of the max.request.size configuration.'
const payloads = file('payloads.txt', 'a;b')
const lineEnds = file('line-ends.txt', '\n\n\n')

/** Times and the broker's port taken out. */
async function answer(tool: string, args: readonly string[], input = '') {
  const { stdout, stderr, exitCode } = await runTool('ours', tool, args, input)
  const plain = (text: string) =>
    text
      .replaceAll(String(port), 'PORT')
      .replace(/^\[\d{4}-.*?\] /gm, '')
      .replace(/^\tat .*\n/gm, '')
  return { stdout: plain(stdout), stderr: plain(stderr), exitCode }
}

describe('kafka-console-producer', () => {
  const produce = (args: readonly string[], input = '', topic = 't') =>
    answer('kafka-console-producer', ['--bootstrap-server', `localhost:${port}`, '--topic', topic, ...args], input)

  test.each([
    ['client.dns.lookup=x', 'x', 'String must be one of: use_all_dns_ips, resolve_canonical_bootstrap_servers_only'],
    ['metrics.num.samples=0', '0', 'Value must be at least 1'],
    ['metrics.recording.level=x', 'x', 'String must be one of: INFO, DEBUG, TRACE'],
    ['partitioner.availability.timeout.ms=-1', '-1', 'Value must be at least 0'],
    ['metadata.max.idle.ms=1', '1', 'Value must be at least 5000'],
    ['transactional.id=', '', 'String must be non-empty'],
  ])('refuses %s', async (property, value, why) => {
    const name = property.replace(/=.*/, '')
    expect(await produce(['--producer-property', property], 'x\n')).toEqual({
      stdout: '',
      stderr: `org.apache.kafka.common.config.ConfigException: Invalid value ${value} for configuration ${name}: ${why}`,
      exitCode: 1,
    })
  })

  test.each([
    [
      'partitioner.class=org.apache.kafka.clients.producer.UniformStickyPartitioner',
      "WARN [Producer clientId=console-producer] UniformStickyPartitioner is deprecated.  Please clear partitioner.class configuration setting and set partitioner.ignore.keys to 'true' to get the uniform sticky partitioning behavior (org.apache.kafka.clients.producer.KafkaProducer)",
    ],
    [
      'max.in.flight.requests.per.connection=6',
      'WARN Idempotence will be disabled because max.in.flight.requests.per.connection is set to 6, which is greater than 5. Please note that in v4.0.0 and onward, this will become an error. (org.apache.kafka.clients.producer.ProducerConfig)',
    ],
    [
      'request.timeout.ms=500000',
      'WARN [Producer clientId=console-producer] delivery.timeout.ms should be equal to or larger than linger.ms + request.timeout.ms. Setting it to 501000. (org.apache.kafka.clients.producer.KafkaProducer)',
    ],
  ])('warns of %s', async (property, stderr) => {
    expect(await produce(['--producer-property', property])).toEqual({ stdout: '', stderr, exitCode: 0 })
  })

  test('does not ask twice for what is no name of a topic', async () => {
    const { stderr } = await produce(['--max-block-ms', '20000'], 'a\nb\n', '.')
    expect(stderr.match(/InvalidTopicException: .*/g)).toEqual([
      'InvalidTopicException: Invalid topics: [.]',
      'InvalidTopicException: .',
    ])
  })

  test('takes no record for a transaction that nobody began', async () => {
    const { stderr, exitCode } = await produce(['--producer-property', 'transactional.id=x'], 'a\n')
    expect(stderr).toBe(
      'java.lang.IllegalStateException: Cannot add partition t-0 to transaction before completing a call to initTransactions',
    )
    expect(exitCode).toBe(1)
  })

  test('reads servers as Kafka does, and tells what two of them clash over', async () => {
    for (const servers of [`localhost:${port},`, `localhost:1;localhost:${port}`, `x://localhost:${port}`]) {
      const sent = await answer('kafka-console-producer', ['--bootstrap-server', servers, '--topic', 't'], 'x\n')
      expect(sent, servers).toEqual({ stdout: '', stderr: '', exitCode: 0 })
    }
    expect(await produce(['--bootstrap-server', 'localhost:1'])).toMatchObject({
      stderr: 'Found multiple arguments for option bootstrap-server, but you asked for only one',
      exitCode: 1,
    })
  })

  test.each(['--producer.config', '--reader-config'])('%s can’t be read', async (option) => {
    const { stderr, exitCode } = await produce([option, malformed])
    expect([stderr, exitCode]).toEqual(['java.lang.IllegalArgumentException: Malformed \\uxxxx encoding.', 1])
  })
})

describe('kafka-console-consumer', () => {
  const consume = (...args: string[]) =>
    answer('kafka-console-consumer', ['--bootstrap-server', `localhost:${port}`, ...args])

  test('tells why a number is none', async () => {
    expect(await consume('--topic', 't', '--max-messages', '1e3')).toEqual({
      stdout: '',
      stderr: `Exception in thread "main" joptsimple.OptionArgumentConversionException: Cannot parse argument '1e3' of option max-messages
Caused by: joptsimple.internal.ReflectionException: java.lang.NumberFormatException: For input string: "1e3"
Caused by: java.lang.NumberFormatException: For input string: "1e3"`,
      exitCode: 1,
    })
  })

  test.each([
    ['', 'java.lang.IllegalArgumentException: Topic pattern to subscribe to cannot be empty'],
    ['a{', 'java.util.regex.PatternSyntaxException: Illegal repetition near index 2\na{'],
    ['[z-a]', 'java.util.regex.PatternSyntaxException: Illegal character range near index 3\n[z-a]\n   ^'],
  ])('--include %j is no expression', async (pattern, fault) => {
    expect(await consume('--include', pattern)).toEqual({
      stdout: '',
      stderr: `ERROR Unknown error when running consumer:  (kafka.tools.ConsoleConsumer$)\n${fault}`,
      exitCode: 1,
    })
  })

  test('--include takes a comma for a comma', async () => {
    const none = await consume('--include', 't,u', '--from-beginning', '--timeout-ms', '500')
    expect(none.stdout).toBe('')
    expect(none.stderr).toContain('Processed a total of 0 messages')
  })
})

describe('the tools that measure and verify', () => {
  test('kafka-consumer-perf-test prints its header before it looks at its settings', async () => {
    const args = ['--bootstrap-server', `localhost:${port}`, '--topic', 't', '--messages', '1', '--threads', '3']
    const { stdout, stderr, exitCode } = await answer('kafka-consumer-perf-test', [
      ...args,
      '--consumer.config',
      'nofile',
    ])
    expect(stdout).toBe(
      'WARNING: option [threads] and [num-fetch-threads] have been deprecated and will be ignored by the test\n' +
        'start.time, end.time, data.consumed.in.MB, MB.sec, data.consumed.in.nMsg, nMsg.sec, rebalance.time.ms, fetch.time.ms, fetch.MB.sec, fetch.nMsg.sec',
    )
    expect([stderr, exitCode]).toEqual(['nofile\njava.nio.file.NoSuchFileException: nofile\n', 1])
    const idle = await answer('kafka-consumer-perf-test', [...args, '--reporting-interval', '0', '--hide-header'])
    expect(idle.stderr).toBe(
      'Reporting interval must be greater than 0.\njava.lang.IllegalArgumentException: Reporting interval must be greater than 0.\n',
    )
  })

  test.each([
    [['--num-records', '-5', '--record-size', '10'], 'java.lang.NegativeArraySizeException: -4'],
    [
      ['--num-records', '5', '--payload-file', payloads, '--payload-delimiter', '['],
      'java.util.regex.PatternSyntaxException: Unclosed character class near index 0\n[\n^',
    ],
    [['--num-records', '5', '--payload-file', folder], 'java.io.IOException: Is a directory'],
    [
      ['--num-records', '5', '--payload-file', lineEnds],
      'java.lang.IllegalArgumentException: no payload File Path or record Size provided',
    ],
  ])('kafka-producer-perf-test %j', async (args, fault) => {
    const bootstrap = ['--producer-props', `bootstrap.servers=localhost:${port}`]
    const all = ['--topic', 't', '--throughput', '-1', ...args, ...bootstrap]
    const { stderr, exitCode } = await answer('kafka-producer-perf-test', all)
    expect([stderr, exitCode]).toEqual([`Exception in thread "main" ${fault}`, 1])
  })

  test.each([
    [['c', '-1', '1', '10'], '-1\njava.lang.NegativeArraySizeException: -1\n'],
    [
      ['c', '3', '1', '2000000'],
      `org.apache.kafka.common.errors.RecordTooLargeException: ${tooLarge}
java.util.concurrent.ExecutionException: org.apache.kafka.common.errors.RecordTooLargeException: ${tooLarge}
Caused by: org.apache.kafka.common.errors.RecordTooLargeException: ${tooLarge}
`,
    ],
  ])('kafka-e2e-latency %j', async (args, fault) => {
    const { stderr, exitCode } = await answer('kafka-e2e-latency', [`localhost:${port}`, ...args])
    expect([stderr, exitCode]).toEqual([fault, 1])
  })

  test.each([
    [['--message-create-time', 'x'], 'could  not\nconvert \'x\' to Long (For input string: "x")'],
    [['--producer.config', malformed], 'java.lang.IllegalArgumentException: Malformed \\uxxxx encoding.'],
  ])('kafka-verifiable-producer %j', async (args, fault) => {
    const all = ['--bootstrap-server', `localhost:${port}`, '--topic', 't', '--max-messages', '1', ...args]
    const { stderr, exitCode } = await answer('kafka-verifiable-producer', all)
    expect(stderr.endsWith(fault), stderr).toBe(true)
    expect(exitCode).toBe(1)
  })
})
