import { afterAll, beforeAll, expect, test } from 'vitest'
import { ServerSet } from '../kit/server-set.ts'
import { freePort, type Server } from '../kit/servers.ts'
import { runTool } from '../kit/tool.ts'

const servers = new ServerSet()
let broker: Server
let url: string

beforeAll(async () => {
  const metricsPort = await freePort()
  url = `service:jmx:rmi:///jndi/rmi://localhost:${metricsPort}/jmxrmi`
  const zookeeper = await servers.zookeeper('ours')
  broker = await servers.broker('ours', zookeeper, {}, ['env', `JMX_PORT=${metricsPort}`])
  const server = ['--bootstrap-server', `localhost:${broker.port}`]
  await runTool('ours', 'kafka-verifiable-producer', [...server, '--topic', 't', '--max-messages', '7'])
})
afterAll(() => servers.dispose())

const messages = 'kafka.server:type=BrokerTopicMetrics,name=MessagesInPerSec'
const jmx = (...args: string[]) => runTool('ours', 'kafka-jmx', ['--jmx-url', url, ...args])

test('prints a bean under its header, and where it asked', async () => {
  const { stdout, stderr, exitCode } = await jmx('--object-name', messages, '--one-time', 'true')
  const [header = '', values = '', ...more] = stdout.split('\n')
  const names = ['Count', 'EventType', 'FifteenMinuteRate', 'FiveMinuteRate', 'MeanRate', 'OneMinuteRate', 'RateUnit']
  expect(header).toBe(['"time"', ...names.map((name) => `"${messages}:${name}"`)].join(','))
  expect(values).toMatch(/^\d{13},7,messages,[\d.E-]+,[\d.E-]+,[\d.E-]+,[\d.E-]+,SECONDS$/)
  expect({ more, stderr, exitCode }).toEqual({ more: [], stderr: `Trying to connect to JMX url: ${url}`, exitCode: 0 })
})

test('has other formats, for the attributes that are asked for', async () => {
  const count = ['--object-name', messages, '--attributes', 'Count', '--date-format', 'yyyy', '--one-time']
  const year = new Date().getFullYear()
  const printed = async (format: string) => (await jmx('--report-format', format, ...count)).stdout
  expect(await printed('properties')).toBe(`time=${year}\n${messages}:Count=7`)
  expect(await printed('csv')).toBe(`time,"${year}"\n${messages}:Count,"7"`)
  expect(await printed('tsv')).toBe(`time\t${year}\n${messages}:Count\t7`)
})

test('finds beans by patterns', async () => {
  const replicas = ['--object-name', 'kafka.server:type=ReplicaManager,name=*', '--reporting-interval', '-1', '--wait']
  const { stdout } = await jmx(...replicas, '--attributes', 'Value', '--report-format', 'properties')
  expect(stdout.split('\n').slice(1)).toEqual([
    'kafka.server:type=ReplicaManager,name=LeaderCount:Value=1',
    'kafka.server:type=ReplicaManager,name=PartitionCount:Value=1',
    'kafka.server:type=ReplicaManager,name=UnderReplicatedPartitions:Value=0',
  ])
})

test('says what it can’t do', async () => {
  const nope = await jmx('--object-name', 'kafka.server:type=Nope', '--one-time')
  expect(nope.stderr.split('\n')[1]).toBe('No matched attributes for the queried objects [kafka.server:type=Nope].')
  const foreign = `service:jmx:rmi:///jndi/rmi://localhost:${broker.port}/jmxrmi`
  const other = await runTool('ours', 'kafka-jmx', ['--jmx-url', foreign, '--one-time'])
  expect(other.stderr).toContain("Metrics of a JVM are to be had by Apache Kafka's own kafka-jmx only")
  for (const option of [
    ['--jmx-ssl-enable', 'true'],
    ['--jmx-auth-prop', 'me=secret'],
  ]) {
    const refused = await jmx(...option, '--one-time')
    expect(refused.stderr.split('\n')[1]).toBe(
      `${option[0]} is for a JVM: our broker shows its metrics without passwords and without TLS.`,
    )
    expect(refused.exitCode).toBe(1)
  }
  expect([nope.exitCode, other.exitCode]).toEqual([1, 1])
})
