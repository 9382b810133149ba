import { every, type Timer } from '../../base/clock.ts'
import { kafkaVersion } from '../../base/kafka-version.ts'
import type { BrokerContext } from '../context.ts'
import type { Partition } from '../replicas/partition.ts'
import { type Attribute, MovingRates, tickMs } from './moving-rates.ts'

/** What Kafka shows through JMX under that name. */
export interface Bean {
  /** `kafka.server:type=ReplicaManager,name=PartitionCount` */
  readonly name: string
  readonly attributes: Readonly<Record<string, Attribute>>
}

interface Meter {
  readonly name: string
  readonly eventType: string
  readonly rates: MovingRates
}

/** A broker's numbers as Kafka's MBeans. Rates move from when it is made until it is closed. */
export class BrokerBeans {
  readonly #broker: BrokerContext
  readonly #meters: readonly Meter[]
  readonly #requests = new Map<string, Meter>()
  readonly #ticking: Timer

  constructor(broker: BrokerContext) {
    const { traffic, clock } = broker
    this.#broker = broker
    const topics = (name: string) => `kafka.server:type=BrokerTopicMetrics,name=${name}`
    const requests = (api: string) => () => traffic.requests.get(api) ?? 0
    this.#meters = [
      this.#meter(topics('MessagesInPerSec'), 'messages', () => traffic.messagesIn),
      this.#meter(topics('BytesInPerSec'), 'bytes', () => traffic.bytesIn),
      this.#meter(topics('TotalProduceRequestsPerSec'), 'requests', requests('Produce')),
      this.#meter(topics('TotalFetchRequestsPerSec'), 'requests', requests('Fetch')),
    ]
    this.#ticking = every(clock, tickMs, () => this.#tick())
  }

  close(): void {
    this.#ticking.cancel()
  }

  all(): Bean[] {
    this.#knowRequests()
    const now = this.#seconds()
    const meters = [...this.#meters, ...this.#requests.values()]
    return [
      ...meters.map(({ name, eventType, rates }) => ({ name, attributes: rates.attributes(eventType, now) })),
      ...this.#gauges(),
    ]
  }

  #gauges(): Bean[] {
    const { brokerId, clusterId, controller, replicas } = this.#broker
    const partitions = [...replicas.partitions()]
    const led = partitions.filter(({ isLeader }) => isLeader)
    const values: [name: string, value: string | number][] = [
      ['kafka.server:type=ReplicaManager,name=PartitionCount', partitions.length],
      ['kafka.server:type=ReplicaManager,name=LeaderCount', led.length],
      ['kafka.server:type=ReplicaManager,name=UnderReplicatedPartitions', led.filter(isUnderReplicated).length],
      ['kafka.controller:type=KafkaController,name=ActiveControllerCount', controller.isActive ? 1 : 0],
      ['kafka.server:type=KafkaServer,name=ClusterId', clusterId],
    ]
    return [
      ...values.map(([name, value]) => ({ name, attributes: { Value: value } })),
      { name: `kafka.server:type=app-info,id=${brokerId}`, attributes: { version: kafkaVersion } },
    ]
  }

  #meter(name: string, eventType: string, read: () => number): Meter {
    return { name, eventType, rates: new MovingRates(read, this.#seconds()) }
  }

  /** APIs get their meter when they are first asked. */
  #knowRequests(): void {
    const { requests } = this.#broker.traffic
    for (const api of requests.keys()) {
      if (this.#requests.has(api)) continue
      const name = `kafka.network:type=RequestMetrics,name=RequestsPerSec,request=${api}`
      this.#requests.set(
        api,
        this.#meter(name, 'requests', () => requests.get(api) ?? 0),
      )
    }
  }

  #tick(): void {
    this.#knowRequests()
    for (const { rates } of [...this.#meters, ...this.#requests.values()]) rates.tick()
  }

  #seconds(): number {
    return this.#broker.clock.elapsed() / 1000
  }
}

const isUnderReplicated = ({ state }: Partition) => state.isr.length < state.replicas.length
