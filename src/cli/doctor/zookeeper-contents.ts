import { type BrokerRegistration, decodeBrokerRegistration } from '../../broker/znodes/broker-registration.ts'
import { decodeClusterId } from '../../broker/znodes/cluster-id.ts'
import { decodeController } from '../../broker/znodes/controller.ts'
import { paths } from '../../broker/znodes/paths.ts'
import { isZooKeeperError } from '../../wire/jute/errors.ts'
import type { ZooKeeperClient } from '../../zookeeper/client/client.ts'
import { openZooKeeperBriefly } from '../connect/brief-zookeeper.ts'
import type { CommandContext } from '../kit/command-context.ts'
import type { ZooKeeperSecurity } from '../kit/zookeeper-security.ts'
import { type Finding, failed, fault } from './finding.ts'

/** What ZooKeeper knows of the cluster. */
export interface ZooKeeperView {
  readonly clusterId: string | undefined
  readonly controller: number | undefined
  readonly brokers: ReadonlyMap<number, BrokerRegistration>
}

export interface ZooKeeperExamined {
  readonly findings: readonly Finding[]
  readonly view: ZooKeeperView | undefined
}

/** ZooKeeper as the patient reaches it. */
export interface ZooKeeperWay {
  /** `host:port,host:port/chroot` */
  readonly connect: string
  /** With a transport of its own where TLS is spoken. */
  readonly security: ZooKeeperSecurity
}

const patienceMs = 3000

/** What Kafka keeps there. */
export async function examineContents(
  context: CommandContext,
  { connect, security }: ZooKeeperWay,
): Promise<ZooKeeperExamined> {
  let zookeeper: ZooKeeperClient | undefined
  try {
    zookeeper = await openZooKeeperBriefly(context, { server: connect, security, patienceMs })
    const clusterId = await read(zookeeper, paths.clusterId, decodeClusterId)
    const controller = await read(zookeeper, paths.controller, decodeController)
    const registered = await registrations(zookeeper)
    const brokers = new Map([...registered].map(([id, { registration }]) => [id, registration]))
    const findings = [
      noCluster(clusterId),
      clusterId === undefined ? undefined : noController(controller, brokers),
      ...[...registered].map(([id, node]) => clockSkew(id, node)),
    ].flatMap((one) => one ?? [])
    return { findings, view: { clusterId, controller, brokers } }
  } catch (error) {
    const advice = 'look at the logs of its servers'
    return { findings: [failed(`ZooKeeper ${connect}`, error, undefined, advice)], view: undefined }
  } finally {
    await zookeeper?.close()
  }
}

function noCluster(id: string | undefined): Finding | undefined {
  if (id !== undefined) return undefined
  return fault(
    'ZooKeeper',
    'there is no Kafka cluster in it',
    'give the path that zookeeper.connect of the brokers ends with, or start a broker',
  )
}

function noController(id: number | undefined, brokers: ReadonlyMap<number, unknown>): Finding | undefined {
  if (brokers.size === 0 || (id !== undefined && brokers.has(id))) return undefined
  const what = id === undefined ? 'there is none' : `${paths.controller} names broker ${id}, which is not registered`
  const advice = `look into the logs of the brokers; \`zookeeper-shell HOST:2181 delete ${paths.controller}\` has them elect one anew`
  return fault('ZooKeeper', `the cluster has no controller: ${what}`, advice)
}

interface Registered {
  readonly registration: BrokerRegistration
  /** When ZooKeeper's leader made the node, by its clock. */
  readonly madeAt: number
}

/** By broker id. */
async function registrations(zookeeper: ZooKeeperClient): Promise<Map<number, Registered>> {
  if ((await zookeeper.exists(paths.brokerIds)) === undefined) return new Map()
  const ids = (await zookeeper.children(paths.brokerIds)).children.map(Number).sort((a, b) => a - b)
  const nodes = await Promise.all(ids.map((id) => zookeeper.get(paths.brokerId(id)).catch(() => undefined)))
  return new Map(
    ids.flatMap((id, index) => {
      const node = nodes[index]
      if (node === undefined || node.data === null) return []
      return [[id, { registration: decodeBrokerRegistration(node.data), madeAt: node.stat.ctime }] as const]
    }),
  )
}

async function read<T>(
  zookeeper: ZooKeeperClient,
  path: string,
  decode: (data: Uint8Array) => T,
): Promise<T | undefined> {
  try {
    const { data } = await zookeeper.get(path)
    return data === null ? undefined : decode(data)
  } catch (error) {
    if (isZooKeeperError(error, 'noNode')) return undefined
    throw error
  }
}

/** More than this is no delay on the way. */
const largestSkewMs = 5000

/** A broker writes its own time into its registration, and ZooKeeper's leader dates the node. */
function clockSkew(id: number, { registration, madeAt }: Registered): Finding | undefined {
  const skew = registration.timestamp - madeAt
  if (Math.abs(skew) < largestSkewMs) return undefined
  const seconds = Math.round(Math.abs(skew) / 1000)
  return fault(
    `broker ${id}`,
    `its clock was ${seconds} s ${skew > 0 ? 'ahead of' : 'behind'} ZooKeeper's when it started`,
    'have all machines keep their time by NTP: retention and timestamps go by it',
  )
}
