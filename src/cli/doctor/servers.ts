import { type ClusterDescription, describeCluster } from '../../client/admin/describe-cluster.ts'
import type { Cluster } from '../../client/cluster.ts'
import { openBriefly } from '../connect/brief-cluster.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { hintOn } from '../kit/hints/hint-on.ts'
import { Traffic } from '../kit/report/traffic.ts'
import { type Finding, failed, fine } from './finding.ts'

/** How long one question to a server may take. */
const patienceMs = 3000

/** One server that was asked by itself. */
export interface Examined {
  readonly finding: Finding
  /** Undefined when it can't be asked. */
  readonly reached: Reached | undefined
}

export interface Reached {
  readonly cluster: Cluster
  readonly description: ClusterDescription
  /** The requests that it understands, as a text to compare. */
  readonly requests: string
}

/** Asks a server which cluster it belongs to. The cluster that was reached is to be closed. */
export async function examineServer(
  context: CommandContext,
  subject: string,
  servers: string,
  commandConfig: string | undefined,
): Promise<Examined> {
  // What is to be told of all questions, and what this one met.
  const { clientTrace } = context.report
  const trace = new Traffic((event) => clientTrace.asked?.(event))
  let cluster: Cluster | undefined
  try {
    cluster = await openBriefly(context, { servers, commandConfig, patienceMs, trace })
    const asked = await cluster.connect('any', { deadline: cluster.deadline(), call: 'apiVersions' })
    const requests = JSON.stringify(asked.apiVersions)
    const description = await describeCluster(cluster)
    return { finding: fine(subject, 'it answers'), reached: { cluster, description, requests } }
  } catch (error) {
    cluster?.close()
    const hint = await hintOn(error, { traffic: trace, options: [], process: context })
    return { finding: failed(subject, error, hint, 'look at its log'), reached: undefined }
  }
}
