import type { Clock } from '../../base/clock.ts'
import type { Logger } from '../../base/logger.ts'
import { isZooKeeperError } from '../../wire/jute/errors.ts'
import type { ZooKeeperClient } from '../../zookeeper/client/client.ts'
import { hexadecimal } from '../../zookeeper/client/throwable-text.ts'
import type { Endpoint } from '../configs/listeners.ts'
import { decodeBrokerRegistration, encodeBrokerRegistration } from '../znodes/broker-registration.ts'
import { paths } from '../znodes/paths.ts'

export interface RegistrationOptions {
  readonly zookeeper: ZooKeeperClient
  readonly clock: Clock
  readonly logger: Logger
  readonly brokerId: number
  readonly endpoints: readonly Endpoint[]
  readonly rack: string | null
}

/**
 * Puts the broker's ephemeral node in place; returns its epoch. Throws ZooKeeper's NodeExists when another session holds it
 * than one of its own earlier ones.
 */
export async function registerBroker(
  options: RegistrationOptions,
  ownSessions: ReadonlySet<bigint> = new Set(),
): Promise<number> {
  const { zookeeper, brokerId } = options
  await checkEndpoints(options)
  const path = paths.brokerId(brokerId)
  const data = dataOf(options)
  try {
    const [, written] = await zookeeper.multi([
      { type: 'create', path, data: null, mode: 'ephemeral' },
      { type: 'set', path, data, version: 0 },
    ])
    return Number(written?.stat?.czxid ?? 0n)
  } catch (error) {
    if (!isZooKeeperError(error, 'nodeExists')) throw error
    return registeredBefore(options, ownSessions, error)
  }
}

const dataOf = ({ endpoints, rack, clock }: RegistrationOptions): Buffer =>
  encodeBrokerRegistration({ endpoints, rack, jmxPort: -1, timestamp: clock.now() })

/** Tells of other endpoints under the same epoch. */
export async function updateRegistration(options: RegistrationOptions): Promise<void> {
  await options.zookeeper.set(paths.brokerId(options.brokerId), dataOf(options))
}

/** The node is there: by this session (its answer was lost), by this broker's expired one, or by somebody else. */
async function registeredBefore(
  options: RegistrationOptions,
  ownSessions: ReadonlySet<bigint>,
  refusal: Error,
): Promise<number> {
  const { zookeeper, brokerId, logger } = options
  const path = paths.brokerId(brokerId)
  const stat = await zookeeper.exists(path)
  if (stat === undefined) return registerBroker(options, ownSessions)
  if (stat.ephemeralOwner === zookeeper.sessionId) return Number(stat.czxid)
  if (!ownSessions.has(stat.ephemeralOwner)) {
    const [owner, own] = [stat.ephemeralOwner, zookeeper.sessionId].map(hexadecimal)
    logger.error(
      `Error while creating ephemeral at ${path}, node already exists and owner '${owner}' does not match current session '${own}'`,
    )
    throw refusal
  }
  await removeOutlived(zookeeper, path)
  return registerBroker(options, ownSessions)
}

/** The session that held the node is about to take it away itself. */
async function removeOutlived(zookeeper: ZooKeeperClient, path: string): Promise<void> {
  try {
    await zookeeper.delete(path)
  } catch (error) {
    if (!isZooKeeperError(error, 'noNode')) throw error
  }
}

async function checkEndpoints({ zookeeper, brokerId, endpoints }: RegistrationOptions): Promise<void> {
  const { children } = await zookeeper.children(paths.brokerIds)
  const others = children.filter((id) => Number(id) !== brokerId)
  await Promise.all(
    others.map(async (id) => {
      const taken = await endpointsOf(zookeeper, Number(id))
      const common = endpoints.filter(({ host, port }) => taken.some((one) => one.host === host && one.port === port))
      if (common.length === 0) return
      const list = common.map(({ host, port }) => `${host}:${port}`).join(',')
      throw new Error(
        `requirement failed: Configured end points ${list} in advertised listeners are already registered by broker ${id}`,
      )
    }),
  )
}

async function endpointsOf(zookeeper: ZooKeeperClient, id: number): Promise<readonly Endpoint[]> {
  try {
    const { data } = await zookeeper.get(paths.brokerId(id))
    return data === null ? [] : decodeBrokerRegistration(data).endpoints
  } catch (error) {
    if (!isZooKeeperError(error, 'noNode')) throw error
    return []
  }
}
