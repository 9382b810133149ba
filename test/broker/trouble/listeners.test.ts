import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tcpTransport } from '../../../src/net/tcp.ts'
import type { Transport } from '../../../src/net/transport.ts'
import { DescribeCluster } from '../../../src/wire/kafka/describe-cluster.ts'
import { FindCoordinator } from '../../../src/wire/kafka/find-coordinator.ts'
import { Metadata } from '../../../src/wire/kafka/metadata.ts'
import { zeroUuid } from '../../../src/wire/schema/index.ts'
import { TestBrokers } from '../kit/brokers.ts'

const listeners = {
  listeners: 'INSIDE://127.0.0.1:0,OUTSIDE://127.0.0.1:0,CONTROL://127.0.0.1:0',
  'listener.security.protocol.map': 'INSIDE:PLAINTEXT,OUTSIDE:PLAINTEXT,CONTROL:PLAINTEXT',
  'inter.broker.listener.name': 'INSIDE',
  'control.plane.listener.name': 'CONTROL',
}

/** Ports that the brokers themselves connect to. */
const reached = new Set<number>()
const transport: Transport = {
  ...tcpTransport,
  connect(address, options) {
    reached.add(address.port)
    return tcpTransport.connect(address, options)
  },
}

describe('brokers with several listeners', () => {
  let cluster: TestBrokers
  beforeAll(async () => {
    cluster = await TestBrokers.start(2, { ...listeners, 'offsets.topic.replication.factor': '1' }, transport)
  })
  afterAll(() => cluster.close())

  const portsBy = (listener: string) => cluster.brokers.map((broker) => broker.port(listener))

  it('tell each client the endpoints of the listener by which it came', async () => {
    for (const listener of ['INSIDE', 'OUTSIDE', 'CONTROL']) {
      const answer = await cluster.broker(1).ask((client) => client.ask(Metadata, 9, { topics: [] }), listener)
      expect(answer.brokers.map(({ port }) => port)).toEqual(portsBy(listener))
      const described = await cluster
        .broker(0)
        .ask((client) => client.ask(DescribeCluster, 0, { includeClusterAuthorizedOperations: false }), listener)
      expect(described.brokers.map(({ port }) => port)).toEqual(portsBy(listener))
    }
  })

  it('name coordinators and leaders on it', async () => {
    const outside = cluster.broker(0)
    const controller = await cluster.controller()
    await controller.ask((client) => client.createTopic('t'), 'OUTSIDE')
    const coordinator = () =>
      outside.ask((client) => client.ask(FindCoordinator, 4, { keyType: 0, coordinatorKeys: ['g'] }), 'OUTSIDE')
    await expect
      .poll(async () => (await coordinator()).coordinators[0]?.port)
      .toSatisfy((port: number) => portsBy('OUTSIDE').includes(port))
    const { topics } = await outside.ask(
      (client) => client.ask(Metadata, 9, { topics: [{ name: 't', topicId: zeroUuid }] }),
      'OUTSIDE',
    )
    expect(topics[0]?.partitions[0]).toMatchObject({ errorCode: 0 })
  })

  it('talk to each other on theirs, and the controller to them on its own', () => {
    expect(portsBy('CONTROL').every((port) => reached.has(port))).toBe(true)
    expect(portsBy('OUTSIDE').some((port) => reached.has(port))).toBe(false)
  })
})
