import { describeCluster } from '../../client/admin/describe-cluster.ts'
import { unregisterBroker } from '../../client/admin/unregister-broker.ts'
import type { Cluster } from '../../client/cluster.ts'
import { javaClassOf } from '../../client/errors.ts'
import { KafkaError } from '../../wire/kafka/errors.ts'
import { openCluster } from '../connect/admin.ts'
import { callFailure, type Failure, localFailure } from '../connect/failure.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { printLine } from '../kit/output.ts'

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
    return report(context, localFailure(error))
  }
  try {
    await work({ context, cluster, ofControllers: controllers !== undefined })
    return 0
  } catch (error) {
    return report(context, callFailure(error))
  } finally {
    cluster.close()
  }
}

export async function printClusterId({ context, cluster, ofControllers }: ClusterTask): Promise<void> {
  if (ofControllers) await (await import('../../client/admin/require-controllers.ts')).requireControllers(cluster)
  const { clusterId } = await describeCluster(cluster, { ofControllers })
  const text =
    clusterId === null ? 'No cluster ID found. The Kafka version is probably too old.' : `Cluster ID: ${clusterId}`
  printLine(context.stdout, text)
}

export async function unregisterAndTell({ context, cluster, ofControllers }: ClusterTask, id: number): Promise<void> {
  if (ofControllers) {
    throw new KafkaError(
      'UNSUPPORTED_ENDPOINT_TYPE',
      'This Admin API is not yet supported when communicating directly with the controller quorum.',
    )
  }
  let text = `Broker ${id} is no longer registered.`
  try {
    await unregisterBroker(cluster, id)
  } catch (error) {
    if (!javaClassOf(error)?.endsWith('.UnsupportedVersionException')) throw error
    text = 'The target cluster does not support the broker unregistration API.'
  }
  printLine(context.stdout, text)
}

function report(context: CommandContext, { message, thrown }: Failure): number {
  printLine(context.stderr, message)
  printLine(context.stderr, `${thrown}\n`)
  return 1
}
