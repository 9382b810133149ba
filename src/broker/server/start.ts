import type { Clock } from '../../base/clock.ts'
import type { Disk } from '../../base/disk/disk.ts'
import type { Logger } from '../../base/logger.ts'
import type { Random } from '../../base/random.ts'
import type { Address, Transport } from '../../net/transport.ts'
import type { SaslLogin } from '../../zookeeper/client/sasl.ts'
import type { Properties } from '../configs/broker-config.ts'
import type { Endpoint } from '../configs/listeners.ts'
import type { BrokerBeans } from '../metrics/broker-beans.ts'
import { Broker } from './broker.ts'
import { joinCluster } from './join-cluster.ts'
import { Leftovers } from './leftovers.ts'

export interface BrokerOptions {
  /** As in server.properties. */
  readonly properties: Properties
  readonly transport: Transport
  /** How ZooKeeper is reached in another way, and who the broker is to it. */
  readonly zookeeper?: { readonly transport?: Transport; readonly sasl?: SaslLogin }
  readonly disk: Disk
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  /** What others call this machine, for listeners without a host; the operating system's name when left out. */
  readonly hostName?: string
}

export interface RunningBroker {
  readonly brokerId: number
  readonly clusterId: string
  /** Where clients find it: the advertised listeners, with the ports that it really got. */
  readonly endpoints: readonly Endpoint[]
  /** The first of them. */
  readonly address: Address
  /** Settles when the broker is closed, or, with the reason, when it had to give up by itself. */
  readonly ended: Promise<Error | undefined>
  /** The broker's numbers, as Kafka shows them through JMX; to be closed. */
  beans(): BrokerBeans
  /** Stops as Kafka does on SIGTERM: leaders move, everything is flushed, the session ends. */
  close(): Promise<void>
}

/** Starts a broker, in Kafka's order. Rejects with one clear error, after giving back what it had taken. */
export async function startBroker(options: BrokerOptions): Promise<RunningBroker> {
  const leftovers = new Leftovers()
  try {
    const joined = await joinCluster(options, leftovers)
    return await Broker.start(options, joined, leftovers)
  } catch (error) {
    await leftovers.release()
    throw error
  }
}
