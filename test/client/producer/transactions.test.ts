import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { systemClock } from '../../../src/base/clock.ts'
import { systemRandom } from '../../../src/base/random.ts'
import { Producer } from '../../../src/client/producer/producer.ts'
import { tcpTransport } from '../../../src/net/tcp.ts'
import { realKafka } from '../../kit/real-kafka.ts'
import { type Server, startBrokerServer, startZooKeeperServer } from '../../kit/servers.ts'
import { runTool } from '../../kit/tool.ts'
import { captureLog } from '../client-kit.ts'

const record = (topic: string, text: string) => ({ topic, value: Buffer.from(text) })

describe.skipIf(!realKafka)(
  'a producer with transactions, with the real broker (skipped where there is no Java)',
  () => {
    let zookeeper: Server
    let broker: Server
    const open: Producer[] = []
    beforeAll(async () => {
      zookeeper = await startZooKeeperServer('ours')
      broker = await startBrokerServer('real', zookeeper)
    })
    afterEach(async () => {
      await Promise.all(open.splice(0).map((producer) => producer.close()))
    })
    afterAll(async () => {
      await broker?.stop('SIGKILL')
      await zookeeper?.stop('SIGKILL')
    })

    async function producer(transactionalId: string): Promise<Producer> {
      const settings = { 'bootstrap.servers': `localhost:${broker.port}`, 'transactional.id': transactionalId }
      const io = { clock: systemClock, random: systemRandom, transport: tcpTransport, logger: captureLog().logger }
      const opened = await Producer.open(new Map(Object.entries(settings)), io)
      open.push(opened)
      return opened
    }

    async function read(topic: string, isolation: string, count: number): Promise<string[]> {
      const { stdout } = await runTool('ours', 'kafka-console-consumer', [
        ...['--bootstrap-server', `localhost:${broker.port}`, '--topic', topic, '--from-beginning'],
        ...['--isolation-level', isolation, '--max-messages', String(count)],
      ])
      return stdout.split('\n').filter((line) => line !== '')
    }

    test('shows what was committed, and not what was aborted', async () => {
      const writer = await producer('first')
      await writer.initTransactions()
      writer.beginTransaction()
      await Promise.all([writer.send(record('t', 'one')), writer.flush()])
      await writer.commitTransaction()
      writer.beginTransaction()
      await Promise.all([writer.send(record('t', 'aborted')), writer.flush()])
      await writer.abortTransaction()
      writer.beginTransaction()
      const dropped = writer.send(record('t', 'never sent'))
      const failure = expect(dropped).rejects.toThrow('Failing batch since transaction was aborted')
      await writer.abortTransaction()
      await failure
      writer.beginTransaction()
      const last = writer.send(record('t', 'two'))
      await writer.commitTransaction()
      await last
      expect(await read('t', 'read_committed', 2)).toEqual(['one', 'two'])
      expect(await read('t', 'read_uncommitted', 3)).toEqual(['one', 'aborted', 'two'])
    })

    test('commits a group’s offsets with its records', async () => {
      const writer = await producer('offsets')
      await writer.initTransactions()
      writer.beginTransaction()
      await writer.send(record('o', 'one'))
      const group = { groupId: 'g', memberId: '', generation: -1, groupInstanceId: null }
      await writer.sendOffsetsToTransaction([{ topic: 'o', partition: 0, offset: 1, leaderEpoch: -1 }], group)
      await writer.commitTransaction()
      const args = ['--bootstrap-server', `localhost:${broker.port}`, '--describe', '--group', 'g']
      expect((await runTool('ours', 'kafka-consumer-groups', args)).stdout).toMatch(/^g +o +0 +1 +/m)
    })

    test('is fenced off by another one of its transactional id', async () => {
      const old = await producer('id')
      await old.initTransactions()
      old.beginTransaction()
      await old.send(record('f', 'left open'))
      const next = await producer('id')
      await next.initTransactions()
      await expect(old.commitTransaction()).rejects.toThrow(
        /^Producer with transactionalId 'id' and .* has been fenced by another producer with the same transactionalId$/,
      )
      next.beginTransaction()
      await next.send(record('f', 'of the next'))
      await next.commitTransaction()
      expect(await read('f', 'read_committed', 1)).toEqual(['of the next'])
    })

    test('refuses calls out of turn in Kafka’s words', async () => {
      const writer = await producer('turns')
      await expect(writer.send(record('t', 'x'))).rejects.toThrow(
        'Cannot add partition t-0 to transaction before completing a call to initTransactions',
      )
      expect(() => writer.beginTransaction()).toThrow(
        'Cannot use transactional methods before calling initTransactions()',
      )
      await writer.initTransactions()
      await expect(writer.commitTransaction()).rejects.toThrow(
        'TransactionalId turns: Invalid transition attempted from state READY to state COMMITTING_TRANSACTION',
      )
      await expect(writer.send(record('t', 'x'))).rejects.toThrow(
        'Cannot add partition t-0 to transaction while in state  READY',
      )
    })
  },
)
