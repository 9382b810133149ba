import type { ClusterDescription } from '../../client/admin/describe-cluster.ts'
import { describeLogDirs, type LogDirDescription } from '../../client/admin/describe-log-dirs.ts'
import { errorOf } from '../../wire/kafka/errors.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { tooLittleRoom } from './disk-room.ts'
import { type Finding, fault, fine } from './finding.ts'
import { examineServer, type Reached } from './servers.ts'

/** Each broker that the cluster tells of, at the address that it tells. */
export async function examineBrokers(
  context: CommandContext,
  { clusterId, brokers, controllerId }: ClusterDescription,
  { bootstrap, commandConfig }: { bootstrap: readonly string[]; commandConfig: string | undefined },
): Promise<Finding[]> {
  const requests = new Map<number, string>()
  const parts = await Promise.all(
    brokers.map(async ({ id, host, port }) => {
      const subject = `broker ${id} at ${host}:${port}`
      const { finding, reached } = await examineServer(context, subject, `${host}:${port}`, commandConfig)
      if (reached === undefined) return [withAdvice(finding, id, `${host}:${port}`)]
      requests.set(id, reached.requests)
      try {
        const faults = [sameCluster(subject, reached.description, clusterId), onlyHere(subject, host, bootstrap)]
        return [finding, ...faults.flatMap((one) => one ?? []), ...(await logDirs(subject, reached, id))]
      } finally {
        reached.cluster.close()
      }
    }),
  )
  const ids = brokers.map(({ id }) => id)
  return [controller(controllerId, ids), ...parts.flat(), ...releases(requests)]
}

/** The address came from the cluster: it is the cluster that is to be mended, or the way there. */
function withAdvice(finding: Finding, id: number, address: string): Finding {
  const sentence = `it can't be reached at this address, which its advertised.listeners tell: ${finding.sentence}`
  const advice = `make ${address} reachable from here, or set advertised.listeners in broker ${id}'s server.properties to an address that is, and restart it`
  return finding.isFault ? { ...finding, sentence, advice } : finding
}

function sameCluster(
  subject: string,
  { clusterId: found }: ClusterDescription,
  expected: string | null,
): Finding | undefined {
  if (found === expected) return undefined
  return fault(
    subject,
    `it belongs to the cluster ${found}, and not to ${expected}`,
    'give each cluster its own addresses; two brokers tell clients the same one',
  )
}

const isLocal = (host: string) => host === 'localhost' || host === '::1' || host.startsWith('127.')

/** Reachable from here, but what it says leads every other machine to itself. */
function onlyHere(subject: string, host: string, bootstrap: readonly string[]): Finding | undefined {
  if (!isLocal(host) || bootstrap.some((server) => isLocal(server.replace(/:\d+$/, '')))) return undefined
  return fault(
    subject,
    `it tells clients to come to ${host}, which is another machine for each of them`,
    'set advertised.listeners to a name that clients elsewhere know it by',
  )
}

function controller(id: number, brokers: readonly number[]): Finding {
  if (brokers.includes(id)) return fine('controller', `it is broker ${id}`)
  const what = id < 0 ? 'there is none' : `broker ${id} has the post, and is not among the live brokers`
  return fault('controller', what, 'look into the logs of the brokers, and whether all reach ZooKeeper')
}

async function logDirs(subject: string, { cluster }: Reached, id: number): Promise<Finding[]> {
  try {
    const directories = await describeLogDirs(cluster, id)
    return directories.flatMap((directory) => logDirFault(subject, directory) ?? [])
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return [fault(subject, `it does not tell of its log directories: ${message}`, 'look at its log')]
  }
}

function logDirFault(subject: string, directory: LogDirDescription): Finding | undefined {
  const { logDir, errorCode, totalBytes, usableBytes } = directory
  if (errorCode !== 0) {
    return fault(
      subject,
      `its log directory ${logDir} is offline (${errorOf(errorCode).name})`,
      'mend the disk and restart the broker; its other directories serve on meanwhile',
    )
  }
  return tooLittleRoom(subject, { total: totalBytes, usable: usableBytes }, `the disk of its log directory ${logDir}`)
}

/** Brokers that understand other requests than the rest are of another release. */
function releases(requests: ReadonlyMap<number, string>): Finding[] {
  const groups = new Map<string, number[]>()
  for (const [id, text] of requests) groups.set(text, [...(groups.get(text) ?? []), id])
  if (groups.size < 2) return []
  const told = [...groups.values()].map((ids) => `${ids.length === 1 ? 'broker' : 'brokers'} ${ids.join(', ')}`)
  const sentence = `${told.join(' and ')} don't understand the same requests: they are of different releases`
  const advice = 'finish the upgrade; kafka-broker-api-versions shows what each one understands'
  return [fault('releases', sentence, advice)]
}
