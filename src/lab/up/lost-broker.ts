import { isZooKeeperError } from '../../wire/jute/errors.ts'
import { ZooKeeperClient } from '../../zookeeper/client/client.ts'
import { parseConnectString } from '../../zookeeper/client/connect-string.ts'
import type { LocalClusterOptions } from './local-configs.ts'

const sessionTimeoutMs = 18_000

/**
 * Takes away what killed brokers left in ZooKeeper. Their sessions would keep that for seconds, in which they can't
 * start again; but we know that they are gone: they were killed in this process, or the folder's lock, which is ours,
 * was free.
 */
export async function forgetLostBrokers(
  options: LocalClusterOptions,
  zookeepers: string,
  lost: readonly number[] | 'all',
): Promise<void> {
  const { transport, clock, random, loggerOf } = options
  const zookeeper = await ZooKeeperClient.connect({
    ...parseConnectString(zookeepers),
    ...{ sessionTimeoutMs, connectionTimeoutMs: sessionTimeoutMs },
    ...{ transport, clock, random, logger: loggerOf('kafkabox') },
  })
  try {
    const ids = lost === 'all' ? await registeredIds(zookeeper) : lost
    for (const id of ids) await orNone(zookeeper.delete(`/brokers/ids/${id}`))
    if (lost === 'all' || lost.includes(await controllerId(zookeeper))) await orNone(zookeeper.delete('/controller'))
  } finally {
    await zookeeper.close()
  }
}

async function registeredIds(zookeeper: ZooKeeperClient): Promise<number[]> {
  const answer = await orNone(zookeeper.children('/brokers/ids'))
  return (answer?.children ?? []).map(Number)
}

/** -1 where there is none. */
async function controllerId(zookeeper: ZooKeeperClient): Promise<number> {
  const answer = await orNone(zookeeper.get('/controller'))
  return Number(/"brokerid":(\d+)/.exec(answer?.data?.toString() ?? '')?.[1] ?? -1)
}

/** Undefined when there is no such node. */
async function orNone<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer
  } catch (error) {
    if (isZooKeeperError(error, 'noNode')) return undefined
    throw error
  }
}
