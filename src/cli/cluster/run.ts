import { describeCluster } from '../../client/admin/describe-cluster.ts'
import { unregisterBroker } from '../../client/admin/unregister-broker.ts'
import type { Cluster } from '../../client/cluster.ts'
import { isUnsupported } from '../../client/errors.ts'
import { KafkaError } from '../../wire/kafka/errors.ts'
import { openCluster } from '../connect/admin.ts'
import { callFailure, type Failure, localFailure } from '../connect/failure.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { printLine } from '../kit/output.ts'
import { clusterIdResult, unregisteredBroker } from './results.ts'

interface ConnectionOptions {
  value(name: 'bootstrap-server' | 'bootstrap-controller' | 'config'): string | undefined
}

export interface ClusterTask {
  readonly context: CommandContext
  readonly cluster: Cluster
  readonly ofControllers: boolean
}

/** Opens the cluster for the work; what goes wrong is told on stderr. Gives the exit code. */
export async function runCluster(
  context: CommandContext,
  options: ConnectionOptions,
  work: (task: ClusterTask) => Promise<void>,
): Promise<number> {
  const controllers = options.value('bootstrap-controller')
  let cluster: Cluster
  try {
    const servers = controllers ?? options.value('bootstrap-server') ?? ''
    cluster = await openCluster(context, servers, options.value('config'))
  } catch (error) {
    return fail(context, error, localFailure(error))
  }
  try {
    await work({ context, cluster, ofControllers: controllers !== undefined })
    return 0
  } catch (error) {
    return fail(context, error, callFailure(error))
  } finally {
    cluster.close()
  }
}

export async function printClusterId({ context, cluster, ofControllers }: ClusterTask): Promise<void> {
  if (ofControllers) await (await import('../../client/admin/require-controllers.ts')).requireControllers(cluster)
  const { clusterId } = await describeCluster(cluster, { ofControllers })
  const none = 'No cluster ID found. The Kafka version is probably too old.'
  context.report.results(clusterIdResult, [{ clusterId }], () =>
    clusterId === null ? `${none}\n` : `Cluster ID: ${clusterId}\n`,
  )
}

export async function unregisterAndTell({ context, cluster, ofControllers }: ClusterTask, id: number): Promise<void> {
  if (ofControllers) {
    throw new KafkaError(
      'UNSUPPORTED_ENDPOINT_TYPE',
      'This Admin API is not yet supported when communicating directly with the controller quorum.',
    )
  }
  const isSupported = await tryUnregister(cluster, id)
  context.report.results(unregisteredBroker, [{ broker: id, isSupported }], () =>
    isSupported
      ? `Broker ${id} is no longer registered.\n`
      : 'The target cluster does not support the broker unregistration API.\n',
  )
}

/** False when the cluster has no such request. */
async function tryUnregister(cluster: Cluster, id: number): Promise<boolean> {
  try {
    await unregisterBroker(cluster, id)
    return true
  } catch (error) {
    if (!isUnsupported(error)) throw error
    return false
  }
}

function fail({ report, stderr }: CommandContext, error: unknown, { message, thrown }: Failure): number {
  report.failure(error, () => {
    printLine(stderr, message)
    printLine(stderr, `${thrown}\n`)
  })
  return 1
}
