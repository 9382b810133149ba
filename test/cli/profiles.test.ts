import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { KafkaCluster } from '../kit/kafka-cluster.ts'
import { ServerSet } from '../kit/server-set.ts'
import { runTool } from '../kit/tool.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'kafkabox-'))
const file = path.join(folder, 'kafkabox/profiles.properties')
const servers = new ServerSet()
let cluster: KafkaCluster

beforeAll(async () => {
  cluster = await KafkaCluster.start(servers, { zookeeper: 'ours', brokers: ['ours'] })
  await cluster.createTopic('orders', [[0]])
  mkdirSync(path.dirname(file))
  const lines = [
    `here.bootstrap-server=${cluster.bootstrap}`,
    'here.command-config=client.properties',
    `here.zookeeper=localhost:${cluster.zookeeper.port}`,
    'nowhere.bootstrap-server=localhost:1',
    'unsafe.command-config=missing.properties',
  ]
  writeFileSync(file, lines.map((line) => `${line}\n`).join(''))
  writeFileSync(path.join(folder, 'kafkabox/client.properties'), 'client.id=of-the-profile\n')
  process.env.XDG_CONFIG_HOME = folder
})
afterEach(() => {
  delete process.env.KAFKABOX_PROFILE
})
afterAll(async () => {
  delete process.env.XDG_CONFIG_HOME
  await servers.dispose()
  rmSync(folder, { recursive: true, force: true })
})

const fine = (stdout: string) => ({ stdout, stderr: '', exitCode: 0 })
const ours = (name: string, ...args: string[]) => runTool('ours', name, args)

test('a profile supplies the address, named by the option or the variable', async () => {
  expect(await ours('kafka-topics', '--list', '--profile', 'here')).toEqual(fine('orders'))
  expect(await ours('kafka-topics', '--profile=here', '--list')).toEqual(fine('orders'))
  process.env.KAFKABOX_PROFILE = 'here'
  expect(await ours('kafka-topics', '--list')).toEqual(fine('orders'))
  expect((await ours('kafka-cluster', 'cluster-id')).stdout).toMatch(/^Cluster ID: /)
  expect((await ours('kafka-console-consumer', '--topic', 'orders', '--timeout-ms', '1')).stderr).toContain(
    '0 messages',
  )
  expect((await ours('zkCli', 'ls', '/brokers/ids')).stdout).toMatch(/^\[0\]$/m)
  expect((await ours('kafkabox', 'doctor')).stdout).toContain(`bootstrap server ${cluster.bootstrap}: it answers`)
})

test('its properties go along', async () => {
  const { stderr } = await ours('kafka-topics', '--list', '--profile', 'here', '--explain')
  expect(stderr).toContain('explain: ')
  writeFileSync(path.join(folder, 'kafkabox/client.properties'), 'request.timeout.ms=x\n')
  const failed = await ours('kafka-topics', '--list', '--profile', 'here')
  expect(failed.stderr + failed.stdout).toContain('Invalid value x for configuration request.timeout.ms')
  const other = await ours('kafka-topics', '--list', '--profile', 'here', '--bootstrap-server', cluster.bootstrap)
  expect(other).toEqual(fine('orders'))
  writeFileSync(path.join(folder, 'kafkabox/client.properties'), '')
})

test('what is typed wins, and without a profile nothing is supplied', async () => {
  process.env.KAFKABOX_PROFILE = 'nowhere'
  expect(await ours('kafka-topics', '--list', '--bootstrap-server', cluster.bootstrap)).toEqual(fine('orders'))
  expect(await ours('kafka-topics', '--list', '--profile', 'here')).toEqual(fine('orders'))
  delete process.env.KAFKABOX_PROFILE
  expect((await ours('kafka-topics', '--list')).stderr).toContain('--bootstrap-server must be specified')
})

test('a tool that is told the address as its first word, or as a property', async () => {
  const address = `localhost:${cluster.zookeeper.port}`
  expect((await ours('zookeeper-shell', '--profile', 'here', 'ls', '/brokers/ids')).stdout).toMatch(/\n\[0\]$/)
  expect(
    (await ours('zookeeper-shell', '--json', '--profile=here', 'getAllChildrenNumber', '/brokers/ids')).stdout,
  ).toContain('"count":1')
  process.env.KAFKABOX_PROFILE = 'here'
  expect((await ours('zookeeper-shell', 'ls', '/brokers/ids')).stdout).toMatch(/\n\[0\]$/)
  const load = ['--topic', 'orders', '--num-records', '3', '--record-size', '10', '--throughput', '-1']
  for (const props of [[], ['--producer-props', 'acks=1']]) {
    const { stdout, exitCode } = await ours('kafka-producer-perf-test', ...load, ...props)
    expect({ stdout, exitCode }).toEqual({ stdout: expect.stringMatching(/^3 records sent/m), exitCode: 0 })
  }
  process.env.KAFKABOX_PROFILE = 'nowhere'
  expect((await ours('zookeeper-shell', address, 'ls', '/brokers/ids')).stdout).toMatch(/\n\[0\]$/)
  const file = path.join(folder, 'producer.properties')
  writeFileSync(file, `bootstrap.servers=${cluster.bootstrap}\n`)
  expect((await ours('kafka-producer-perf-test', ...load, '--producer.config', file)).exitCode).toBe(0)
  delete process.env.KAFKABOX_PROFILE
})

test('help, and commands that are told no address, know nothing of it', async () => {
  process.env.KAFKABOX_PROFILE = 'here'
  expect((await ours('kafka-topics', '--version')).stdout).toContain('3.7.0')
  expect((await ours('kafka-dump-log', '--profile', 'here')).stderr).toContain('profile is not a recognized option')
})

test('completion asks the cluster of the profile', async () => {
  const line = 'kafka-topics --profile here --topic o'
  expect((await ours('kafkabox', 'complete', 'bash', line)).stdout).toBe('values\norders ')
  expect((await ours('kafkabox', 'complete', 'bash', 'kafka-topics --profile no')).stdout).toBe('values\nnowhere ')
})

test('profiles are listed and shown', async () => {
  expect((await ours('kafkabox', 'profile', 'list')).stdout.split('\n')).toContain(
    'nowhere.bootstrap-server=localhost:1',
  )
  expect(await ours('kafkabox', 'profile', 'show', 'here', '--json')).toEqual(
    fine(
      JSON.stringify({
        kind: 'profile',
        name: 'here',
        'bootstrap-server': cluster.bootstrap,
        'command-config': path.join(folder, 'kafkabox/client.properties'),
        zookeeper: `localhost:${cluster.zookeeper.port}`,
      }),
    ),
  )
})

test('a profile that is not there is said', async () => {
  const missing = `there is no profile 'elsewhere' in ${file}: there are here, nowhere, unsafe`
  expect(await ours('kafka-topics', '--list', '--profile', 'elsewhere')).toEqual({
    stdout: '',
    stderr: `kafka-topics: ${missing}`,
    exitCode: 1,
  })
  expect((await ours('kafkabox', 'profile', 'show', 'elsewhere')).stderr).toBe(`kafkabox: ${missing}`)
})
