import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DescribeProducers } from '../../src/wire/kafka/describe-producers.ts'
import { DescribeTransactions } from '../../src/wire/kafka/describe-transactions.ts'
import { ListTransactions } from '../../src/wire/kafka/list-transactions.ts'
import { Dialogue } from '../kit/dialogue.ts'
import { realKafka } from '../kit/real-kafka.ts'
import { removeFolder, type Server, startBrokerServer, startZooKeeperServer } from '../kit/servers.ts'
import { runTool } from '../kit/tool.ts'

/** A real broker's transactions, told by ours on the same folder. Needs Java. */
describe.skipIf(!realKafka)('a broker taken over with its transactions', () => {
  let zookeeper: Server
  let broker: Server

  beforeAll(async () => {
    zookeeper = await startZooKeeperServer('ours')
    broker = await startBrokerServer('real', zookeeper, { 'transaction.state.log.num.partitions': '3' })
  })

  afterAll(async () => {
    await broker.stop()
    await zookeeper.stop()
    for (const { folder } of [broker, zookeeper]) removeFolder(folder)
  })

  async function told(): Promise<string[]> {
    const dialogue = await Dialogue.open(broker.port)
    try {
      const all = { stateFilters: [], producerIdFilters: [] }
      await dialogue.until(ListTransactions, 0, all, ({ errorCode }) => errorCode === 0)
      await dialogue.ask(ListTransactions, 0, all)
      await dialogue.ask(ListTransactions, 0, { stateFilters: ['Ongoing'], producerIdFilters: [0] })
      await dialogue.ask(DescribeTransactions, 0, { transactionalIds: ['orders', 'nobody'] })
      await dialogue.ask(DescribeProducers, 0, { topics: [{ name: 't', partitionIndexes: [0] }] })
      return dialogue.answers
    } finally {
      dialogue.close()
    }
  }

  test('tells the same of them', async () => {
    const server = ['--bootstrap-server', `localhost:${broker.port}`]
    await runTool('ours', 'kafka-topics', [...server, '--create', '--topic', 't'])
    const count = ['--topic', 't', '--num-records', '50', '--record-size', '10', '--throughput', '-1']
    const transactions = ['--transactional-id', 'orders', '--transaction-duration-ms', '10']
    const properties = ['--producer-props', `bootstrap.servers=localhost:${broker.port}`]
    const { exitCode } = await runTool('real', 'kafka-producer-perf-test', [...count, ...transactions, ...properties])
    expect(exitCode).toBe(0)
    const before = await told()
    expect(before.join('\n')).toMatch(/"transactionalId":"orders","transactionState":"CompleteCommit"/)
    await broker.stop()
    await broker.restart('ours')
    expect(await told()).toEqual(before)
  })
})
