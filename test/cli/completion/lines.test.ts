import { createServer } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { KafkaCluster } from '../../kit/kafka-cluster.ts'
import { ServerSet } from '../../kit/server-set.ts'
import { eventually } from '../../kit/servers.ts'
import { runTool } from '../../kit/tool.ts'

/** What the word at the end of the line can go on as. */
async function completed(line: string): Promise<string[]> {
  const { stdout, stderr, exitCode } = await runTool('ours', 'kafkabox', ['complete', 'bash', line])
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 })
  return stdout.split('\n').slice(1)
}

describe('a command line goes on with', () => {
  test.each([
    ['kafka-topics --create --part', ['--partitions ']],
    ['kafka-topics -part', []],
    ['./bin/kafka-topics.sh --boots', ['--bootstrap-server ']],
    ['cat x | KEY=1 kafka-topics --boots', ['--bootstrap-server ']],
    ['kafka-console-consumer --isolation-level ', ['read_uncommitted ', 'read_committed ']],
    ['kafka-console-consumer --property print.h', ['print.headers=true ', 'print.headers=false ']],
    ['kafka-console-producer --producer-property acks=', ['acks=all ', 'acks=-1 ', 'acks=0 ', 'acks=1 ']],
    ['kafka-console-producer --producer-property ling', ['linger.ms=']],
    ['kafka-leader-election --election-type ', ['preferred ', 'unclean ']],
    ['kafka-leader-election --election-type=u', ['--election-type=unclean ']],
    ['kafka-cluster cluster-id --bootstrap-s', ['--bootstrap-server ']],
    ['kafka-cluster unreg', ['unregister ']],
    ['kafka-topics --create --config cleanup.policy=c', ['cleanup.policy=compact ']],
    ['kafka-configs --entity-type br', ['brokers ', 'broker-loggers ']],
    ['kafka-configs --topic t --add-config retention.ms=1,preallocate=t', ['retention.ms=1,preallocate=true ']],
    ['kafka-configs --entity-type users --add-config producer', ['producer_byte_rate=']],
    ['kafka-producer-perf-test --producer-props acks=all compression.type=zs', ['compression.type=zstd ']],
    ['kafka-producer-perf-test --producer-props acks=all --through', ['--throughput ']],
    ['kafka-consumer-groups --list --state=E', ['--state=Empty ']],
    ['zookeeper-shell localhost:1 get', ['get ', 'getAcl ', 'getAllChildrenNumber ', 'getEphemerals ']],
    ['zkServer.sh sta', ['start ', 'start-foreground ', 'status ']],
    ['kafkabox services st', ['start ', 'stop ']],
    ['kafkabox services start zoo', ['zookeeper ']],
    [
      'kafka-server-start server.properties --override auto.create.topics.enable=',
      ['auto.create.topics.enable=true ', 'auto.create.topics.enable=false '],
    ],
    ['kafka-acls --allow-principal ', ['User:\\* ']],
    ['kafka-topics --expl', ['--explain ']],
    ['unknown-command --x', []],
  ])('%s', async (line, words) => {
    expect(await completed(line)).toEqual(words)
  })

  test('files, which the shell completes itself', async () => {
    for (const line of ['kafka-server-start ', 'kafka-dump-log --files 00', 'zkServer --config x']) {
      const { stdout } = await runTool('ours', 'kafkabox', ['complete', 'zsh', ...line.split(' ')])
      expect(stdout).toMatch(/^(files|folders)\t$/)
    }
  })
})

describe('names that the cluster has', () => {
  const servers = new ServerSet()
  let cluster: KafkaCluster

  beforeAll(async () => {
    cluster = await KafkaCluster.start(
      servers,
      { zookeeper: 'ours', brokers: ['ours'] },
      { 'offsets.topic.replication.factor': '1' },
    )
    await cluster.createTopic('orders', [[0]], { 'retention.ms': '60000', 'segment.ms': '50000' })
    await cluster.createTopic('payments', [[0]])
    const reset = ['--reset-offsets', '--to-earliest', '--group', 'billing group', '--topic', 'orders', '--execute']
    await runTool('ours', 'kafka-consumer-groups', ['--bootstrap-server', cluster.bootstrap, ...reset])
  })
  afterAll(() => servers.dispose())

  /** A cluster that did not answer in the time that a Tab has, as on a busy machine, is asked again. */
  async function ask(line: string): Promise<string[]> {
    const whole = line.replace('SERVER', `--bootstrap-server ${cluster.bootstrap}`).replace('ZK', zookeeper())
    let words: string[] = []
    await eventually(`${line} goes on`, async () => {
      words = await completed(whole)
      return words.length > 0
    })
    return words
  }
  const zookeeper = () => `localhost:${cluster.zookeeper.port}`

  test('topics, one or several', async () => {
    expect(await ask('kafka-topics SERVER --topic o')).toEqual(['orders '])
    expect(await ask('kafka-log-dirs SERVER --topic-list orders,')).toEqual([
      'orders,__consumer_offsets ',
      'orders,payments ',
    ])
    expect(
      await ask(`kafka-producer-perf-test --producer-props bootstrap.servers=${cluster.bootstrap} --topic pay`),
    ).toEqual(['payments '])
  })

  test('groups, with what a shell takes for its own escaped', async () => {
    expect(await ask('kafka-consumer-groups SERVER --describe --group bil')).toEqual(['billing\\ group '])
  })

  test('brokers, and what --entity-name stands for', async () => {
    expect(await ask('kafka-configs SERVER --entity-type brokers --entity-name ')).toEqual(['0 '])
    expect(await ask('kafka-configs SERVER --entity-type topics --entity-name pa')).toEqual(['payments '])
  })

  test('the settings that a topic has itself', async () => {
    const line = 'kafka-configs SERVER --alter --topic orders --delete-config '
    expect((await ask(line)).sort()).toEqual(['retention.ms ', 'segment.ms '])
  })

  test('znodes', async () => {
    expect(await ask('zookeeper-shell ZK get /brokers/t')).toEqual(['/brokers/topics '])
    expect(await ask('zkCli.sh -server ZK ls /brokers/topics/p')).toEqual(['/brokers/topics/payments '])
  })
})

test('nobody answering: the prompt comes back soon, and nothing is said', async () => {
  const silent = createServer(() => {})
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  const address = silent.address()
  const port = typeof address === 'object' ? address?.port : 0
  try {
    const begun = performance.now()
    for (const server of [`127.0.0.1:${port}`, '127.0.0.1:1', 'no-such-host.invalid:9092', 'nonsense']) {
      expect(await completed(`kafka-topics --bootstrap-server ${server} --topic `)).toEqual([])
    }
    expect(await completed(`zookeeper-shell 127.0.0.1:${port} ls /`)).toEqual([])
    // Each has 0.7 s, besides Node's start; by Kafka's own patience one would be a minute.
    expect(performance.now() - begun).toBeLessThan(50_000)
  } finally {
    silent.close()
  }
})
