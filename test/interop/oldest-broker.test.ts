import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { oldestKafka } from '../kit/real-kafka.ts'
import { ServerSet } from '../kit/server-set.ts'
import { removeFolder, type Server, temporaryFolder } from '../kit/servers.ts'
import { runTool } from '../kit/tool.ts'

/** Our tools on a broker of Kafka 2.1.1: what it has works, what it lacks is said in the words of Kafka 3.7.0's tools. */
const servers = new ServerSet()
const folder = temporaryFolder()
let broker: Server

const unsupported = (api: string) =>
  `org.apache.kafka.common.errors.UnsupportedVersionException: The node does not support ${api}`

function run(tool: string, args: string, input = '') {
  return runTool('ours', tool, ['--bootstrap-server', `localhost:${broker.port}`, ...args.split(' ')], input)
}

async function prints(tool: string, args: string, input = ''): Promise<string> {
  const { stdout, stderr, exitCode } = await run(tool, args, input)
  expect(exitCode, stdout + stderr).toBe(0)
  return stdout
}

describe.skipIf(!oldestKafka)('our tools on Kafka 2.1.1', () => {
  beforeAll(async () => {
    broker = await servers.broker('real 2.1', await servers.zookeeper('ours'), { 'offsets.topic.num.partitions': '1' })
    await prints('kafka-topics', '--create --topic t --partitions 1 --replication-factor 1')
  })
  afterAll(async () => {
    await servers.dispose()
    removeFolder(folder)
  })

  test('topics', async () => {
    expect(await prints('kafka-topics', '--list')).toBe('t')
    expect(await prints('kafka-topics', '--describe --topic t')).toBe(
      'Topic: t\tPartitionCount: 1\tReplicationFactor: 1\tConfigs: \n\tTopic: t\tPartition: 0\tLeader: 0\tReplicas: 0\tIsr: 0',
    )
    await prints('kafka-topics', '--create --topic grown --partitions 1 --replication-factor 1')
    await prints('kafka-topics', '--alter --topic grown --partitions 3')
    expect(await prints('kafka-topics', '--describe --topic grown')).toContain('PartitionCount: 3')
    await prints('kafka-topics', '--delete --topic grown')
  })

  test('messages of every codec, idempotent and not', async () => {
    await prints('kafka-console-producer', '--topic t', 'none\n')
    for (const codec of ['gzip', 'snappy', 'lz4', 'zstd']) {
      await prints('kafka-console-producer', `--topic t --compression-codec ${codec}`, `${codec}\n`)
    }
    await prints('kafka-console-producer', '--topic t --request-required-acks 1', 'acks\n')
    const consumed = await prints('kafka-console-consumer', '--topic t --group g --from-beginning --max-messages 6')
    expect(consumed).toBe('none\ngzip\nsnappy\nlz4\nzstd\nacks')
    const committed = await prints(
      'kafka-console-consumer',
      '--topic t --partition 0 --offset 4 --max-messages 1 --isolation-level read_committed',
    )
    expect(committed).toBe('zstd')
  })

  test('groups and offsets', async () => {
    expect(await prints('kafka-consumer-groups', '--describe --group g')).toMatch(/^g +t +0 +6 +6 +0 /m)
    expect(await prints('kafka-consumer-groups', '--describe --group g --state')).toMatch(/Empty +0$/m)
    await prints('kafka-consumer-groups', '--reset-offsets --to-earliest --group g --topic t --execute')
    expect(await prints('kafka-consumer-groups', '--describe --group g')).toMatch(/^g +t +0 +0 +6 +6 /m)
    expect(await prints('kafka-get-offsets', '--topic t --time earliest')).toBe('t:0:0')
    expect(await prints('kafka-get-offsets', '--topic t')).toBe('t:0:6')
    await prints('kafka-consumer-groups', '--delete --group g')
  })

  test('records, directories, versions, brokers', async () => {
    const offsets = path.join(folder, 'offsets.json')
    writeFileSync(offsets, '{"version":1,"partitions":[{"topic":"t","partition":0,"offset":1}]}')
    expect(await prints('kafka-delete-records', `--offset-json-file ${offsets}`)).toContain('t-0\tlow_watermark: 1')
    expect(await prints('kafka-log-dirs', '--describe --topic-list t')).toContain('"partition":"t-0"')
    expect(await prints('kafka-broker-api-versions', '--version')).toContain('3.7.0')
    expect(await prints('kafka-configs', '--describe --entity-type topics --entity-name t --all')).toContain(
      'retention.ms=',
    )
    await prints('kafka-configs', '--alter --entity-type brokers --entity-name 0 --add-config log.cleaner.threads=2')
  })

  test.each([
    [
      'kafka-topics',
      '--create --topic u',
      'Creating topics with default partitions/replication factor are only supported in CreateTopicRequest version 4+. The following topics need values for partitions and replicas: [u]',
    ],
    [
      'kafka-configs',
      '--alter --entity-type topics --entity-name t --add-config retention.ms=1',
      unsupported('INCREMENTAL_ALTER_CONFIGS'),
    ],
    ['kafka-configs', '--describe --entity-type users', unsupported('DESCRIBE_CLIENT_QUOTAS')],
    [
      'kafka-configs',
      '--describe --entity-type broker-loggers --entity-name 0',
      "The node response did not contain a result for config resource ConfigResource(type=BROKER_LOGGER, name='0')",
    ],
    ['kafka-reassign-partitions', '--list', unsupported('LIST_PARTITION_REASSIGNMENTS')],
    ['kafka-leader-election', '--election-type preferred --all-topic-partitions', unsupported('ELECT_LEADERS')],
    ['kafka-get-offsets', '--topic t --time max-timestamp', 'Broker 0 does not support MAX_TIMESTAMP offset specs'],
    ['kafka-consumer-groups', '--delete-offsets --group g --topic t', unsupported('OFFSET_DELETE')],
    [
      'kafka-console-consumer',
      '--topic t --timeout-ms 5000 --consumer-property group.instance.id=i',
      'The broker join group protocol version 3 does not support usage of config group.instance.id.',
    ],
    ['kafka-acls', '--list', 'No Authorizer is configured on the broker'],
  ])('%s %s is refused', async (tool, args, message) => {
    const { stdout, stderr } = await run(tool, args)
    expect(stdout + stderr).toContain(message)
  })
})
