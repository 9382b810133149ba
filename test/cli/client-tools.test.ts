import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ServerSet } from '../kit/server-set.ts'
import type { Server } from '../kit/servers.ts'
import { runTool } from '../kit/tool.ts'

const servers = new ServerSet()
let broker: Server
let server: string

beforeAll(async () => {
  const zookeeper = await servers.zookeeper('ours')
  broker = await servers.broker('ours', zookeeper, { 'broker.id': '0', 'group.initial.rebalance.delay.ms': '0' })
  server = `localhost:${broker.port}`
})
afterAll(() => servers.dispose())

function file(name: string, text: string): string {
  const full = path.join(broker.folder, name)
  writeFileSync(full, text)
  return full
}

const events = (stdout: string): Record<string, unknown>[] => stdout.split('\n').map((line) => JSON.parse(line))

/** What --print-metrics printed, in its order. */
function metricsOf(stdout: string): Map<string, number> {
  const rows = stdout.matchAll(/^(\S+:\{.*\}) +: (\S+)$/gm)
  return new Map([...rows].map(([, name = '', value]) => [name, Number(value)]))
}

/** The names that a real tool printed of a client, after a thousand messages to or from the topic `perf-one`. */
function recordedMetrics(client: 'producer' | 'consumer'): string[] {
  return readFileSync(path.join(import.meta.dirname, `perf/${client}-metrics.txt`), 'utf8')
    .trimEnd()
    .split('\n')
}

const run = (name: string, ...args: string[]) => runTool('ours', name, args)

describe('the verifiable tools', () => {
  test('send what the options say, and read it back', async () => {
    const config = file('producer.properties', 'acks=1\n')
    const limits = ['--max-messages', '4', '--throughput', '1000', '--acks', '-1', '--producer.config', config]
    const made = ['--value-prefix', '9', '--repeating-keys', '3', '--message-create-time', '5000']
    const sent = await run('kafka-verifiable-producer', '--broker-list', server, '--topic', 'v', ...limits, ...made)
    expect(sent.exitCode).toBe(0)
    const stored = events(sent.stdout).filter(({ name }) => name === 'producer_send_success')
    expect(stored.map(({ key, value, offset }) => [key, value, offset])).toEqual([
      ['0', '9.0', 0],
      ['1', '9.1', 1],
      ['2', '9.2', 2],
      ['0', '9.3', 3],
    ])
    const group = ['--topic', 'v', '--group-id', 'g', '--max-messages', '3', '--verbose', '--session-timeout', '9000']
    const member = ['--group-instance-id', 'me', '--reset-policy', 'earliest', '--bootstrap-server', server]
    const how = ['--assignment-strategy', 'org.apache.kafka.clients.consumer.RoundRobinAssignor']
    const rest = ['--consumer.config', file('consumer.properties', 'max.poll.records=2\n')]
    const { stdout, exitCode } = await run('kafka-verifiable-consumer', ...group, ...member, ...how, ...rest)
    expect(exitCode).toBe(0)
    expect(events(stdout).map(({ name, count, offset }) => [name, count ?? offset])).toEqual([
      ['startup_complete', undefined],
      ['partitions_assigned', undefined],
      ['record_data', 0],
      ['record_data', 1],
      ['records_consumed', 2],
      ['offsets_committed', undefined],
      ['record_data', 2],
      ['records_consumed', 2],
      ['offsets_committed', undefined],
      ['partitions_revoked', undefined],
      ['shutdown_complete', undefined],
    ])
  })

  test('leave commits to the consumer when they are told so', async () => {
    const args = ['--topic', 'v', '--group-id', 'auto', '--max-messages', '2', '--enable-autocommit', '--broker-list']
    const { stdout } = await run('kafka-verifiable-consumer', ...args, server)
    expect(events(stdout).map(({ name }) => name)).not.toContain('offsets_committed')
  })
})

describe('the perf tools', () => {
  test('send payloads of a file, and read them with all figures', async () => {
    const payloads = ['--payload-file', file('payloads', 'one,two;three'), '--payload-delimiter', '(,|;)']
    const config = ['--producer.config', file('perf.properties', `bootstrap.servers=${server}\n`), '--print-metrics']
    const load = ['--topic', 'p', '--num-records', '50', '--throughput', '1000', '--transactional-id', 'unused']
    const sent = await run('kafka-producer-perf-test', ...load, ...payloads, ...config)
    expect(sent.stdout).toContain('Number of messages read: 3\n50 records sent, ')
    const sizes = [
      '--fetch-size',
      '1000',
      '--socket-buffer-size',
      '65536',
      '--threads',
      '1',
      '--num-fetch-threads',
      '1',
    ]
    const shown = ['--show-detailed-stats', '--reporting-interval', '1', '--date-format', 'yyyy', '--print-metrics']
    const from = ['--broker-list', server, '--topic', 'p', '--messages', '50', '--consumer.config', file('c', '\n')]
    const read = await run('kafka-consumer-perf-test', ...from, ...sizes, ...shown, '--timeout', '5000')
    expect(read.stdout).toMatch(
      /^WARNING: .* deprecated .*\ntime, threadId, data.consumed.in.MB, .*\n\d{4}, 0, 0\.0002, [\d.]+, 50, /,
    )
    const late = ['--from-latest', '--group', 'late', '--hide-header', '--timeout', '500', '--messages', '1']
    const nothing = await run('kafka-consumer-perf-test', '--bootstrap-server', server, '--topic', 'p', ...late)
    expect(nothing.stdout).toContain('WARNING: Exiting before consuming the expected number of messages')
  })

  test("tell a producer's metrics by the names that the real tool has printed", async () => {
    const load = ['--topic', 'perf-one', '--num-records', '1000', '--record-size', '100', '--throughput', '-1']
    const { stdout } = await run(
      'kafka-producer-perf-test',
      ...load,
      '--print-metrics',
      '--producer-props',
      `bootstrap.servers=${server}`,
    )
    const metrics = metricsOf(stdout)
    expect([...metrics.keys()]).toEqual(recordedMetrics('producer'))
    const all = (name: string) => metrics.get(`producer-metrics:${name}:{client-id=perf-producer-client}`) ?? Number.NaN
    const topic = (name: string) =>
      metrics.get(`producer-topic-metrics:${name}:{client-id=perf-producer-client, topic=perf-one}`) ?? Number.NaN
    expect(metrics.get('kafka-metrics-count:count:{client-id=perf-producer-client}')).toBe(metrics.size)
    // What is sent once more counts once more.
    for (const of of [all, topic]) expect(of('record-send-total') - of('record-retry-total')).toBe(1000)
    expect(all('record-error-total')).toBe(0)
    expect(all('buffer-available-bytes')).toBe(all('buffer-total-bytes'))
    // As Kafka counts the record's place at most, with its batch's header.
    expect([all('record-size-avg'), all('record-size-max')]).toEqual([186, 186])
    expect(topic('byte-total')).toBeGreaterThan(100_000)
    expect(all('outgoing-byte-total')).toBeGreaterThan(topic('byte-total'))
    expect(all('response-total')).toBeGreaterThan(0)
    expect(all('request-total')).toBeGreaterThanOrEqual(all('response-total'))
    expect(all('incoming-byte-total')).toBeGreaterThan(0)
    const nodes = ['node--1', 'node-0'].map((node) => {
      const name = `producer-node-metrics:request-total:{client-id=perf-producer-client, node-id=${node}}`
      return metrics.get(name) ?? Number.NaN
    })
    expect(nodes.reduce((sum, requests) => sum + requests)).toBe(all('request-total'))
    for (const name of ['flush-time-ns-total', 'metadata-wait-time-ns-total', 'select-total', 'request-latency-max']) {
      expect(all(name), name).toBeGreaterThan(0)
    }
  })
})

test('kafka-e2e-latency takes a file with properties', async () => {
  const config = file('latency.properties', 'client.id=latency\n')
  const { stdout, exitCode } = await run('kafka-e2e-latency', server, 'l', '3', 'all', '20', config)
  expect(exitCode).toBe(0)
  expect(stdout).toMatch(/\n0\t[\d.]+\nAvg latency: [\d.]+ ms\nPercentiles: 50th = \d+, 99th = \d+, 99.9th = \d+$/)
})

test('kafka-streams-application-reset asks for the members to leave, or throws them out', async () => {
  const consumer = ['--topic', 'v', '--group-id', 'app', '--bootstrap-server', server]
  const member = run('kafka-verifiable-consumer', ...consumer, '--max-messages', '9')
  const reset = ['--application-id', 'app', '--bootstrap-servers', server, '--input-topics', 'v', '--to-earliest']
  await expect
    .poll(async () => (await run('kafka-streams-application-reset', ...reset)).stderr)
    .toMatch(
      /^ERROR: java.lang.IllegalStateException: Consumer group 'app' is still active and has following members: /,
    )
  const config = ['--config-file', file('reset.properties', 'client.id=reset\n')]
  const { stdout, exitCode } = await run('kafka-streams-application-reset', ...reset, '--force', '--dry-run', ...config)
  expect(exitCode).toBe(0)
  expect(stdout.split('\n')[0]).toBe('Force deleting all active members in the group: app')
  expect(stdout).toContain('\nTopic: v Partition: 0 Offset: 0\n')
  await run('kafka-verifiable-producer', '--bootstrap-server', server, '--topic', 'v', '--max-messages', '9')
  await member
})
