import { decodeBrokerRegistration } from '../../broker/znodes/broker-registration.ts'
import { decodeClusterId } from '../../broker/znodes/cluster-id.ts'
import { decodeController } from '../../broker/znodes/controller.ts'
import { paths } from '../../broker/znodes/paths.ts'
import type { Address } from '../../net/transport.ts'
import { isZooKeeperError } from '../../wire/jute/errors.ts'
import type { ZooKeeperClient } from '../../zookeeper/client/client.ts'
import { parseConnectString } from '../../zookeeper/client/connect-string.ts'
import { openZooKeeperBriefly } from '../connect/brief-zookeeper.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { diagnose } from '../kit/hints/diagnose.ts'
import { bootstrapHint } from '../kit/hints/network-faults.ts'
import { askWord } from '../zookeeper-control/ask-word.ts'
import { type Finding, failed, fault, fine } from './finding.ts'

/** What ZooKeeper knows of the cluster. */
export interface ZooKeeperView {
  readonly clusterId: string | undefined
  readonly controller: number | undefined
  readonly brokers: readonly number[]
}

export interface ZooKeeperExamined {
  readonly findings: readonly Finding[]
  readonly view: ZooKeeperView | undefined
}

/** Each server by itself, whether they have a leader, and what Kafka keeps there. */
export async function examineZooKeeper(context: CommandContext, connect: string): Promise<ZooKeeperExamined> {
  let servers: readonly Address[]
  try {
    servers = parseConnectString(connect).servers
  } catch (error) {
    const advice = 'give it as host:port, several separated by commas, with a path at the end where Kafka has one'
    return { findings: [failed(`ZooKeeper ${connect}`, error, undefined, advice)], view: undefined }
  }
  const asked = await Promise.all(servers.map((server) => examineServer(context, server)))
  const findings = asked.map(({ finding }) => finding)
  if (asked.every(({ answers }) => !answers)) return { findings, view: undefined }
  const quorum = quorumOf(asked.map(({ mode }) => mode))
  return within(context, connect, [...findings, ...(quorum ? [quorum] : [])])
}

interface Asked {
  readonly finding: Finding
  readonly answers: boolean
  /** `leader`, `follower`, `observer`, `standalone`; undefined where it does not say. */
  readonly mode: string | undefined
}

async function examineServer(context: CommandContext, server: Address): Promise<Asked> {
  const subject = `ZooKeeper server ${server.host}:${server.port}`
  try {
    const answer = await askWord(context.clock, await context.transport(), server, 'srvr')
    return { ...said(subject, answer), answers: answer !== '' }
  } catch (error) {
    const node = { ...server, id: -1, rack: null }
    const known = await diagnose({ node, address: server.host, stage: 'dial', error }, async () => undefined)
    const { cause } = bootstrapHint(known, server)
    const finding = fault(
      subject,
      cause,
      'start it, or mend the address: clientPort in its configuration tells the port',
    )
    return { finding, answers: false, mode: undefined }
  }
}

function said(subject: string, answer: string): Pick<Asked, 'finding' | 'mode'> {
  const mode = /^Mode: (\S+)/m.exec(answer)?.[1]
  if (mode !== undefined) return { finding: fine(subject, `it answers, and is ${mode}`), mode }
  if (answer.includes('not in the whitelist')) {
    return { finding: fine(subject, 'it answers, but not the word srvr (4lw.commands.whitelist)'), mode }
  }
  if (answer.includes('not currently serving requests')) {
    const advice = 'start more of its ensemble: more than half of the servers have to reach one another'
    return { finding: fault(subject, 'it finds no leader, and serves nobody', advice), mode }
  }
  const sentence = answer === '' ? 'it takes connections but says nothing to srvr' : 'what answers is no ZooKeeper'
  return { finding: fault(subject, sentence, 'look at the address, and at the log of what runs there'), mode }
}

/** Undefined where servers don't say, or stand alone. */
function quorumOf(modes: readonly (string | undefined)[]): Finding | undefined {
  const leaders = modes.filter((mode) => mode === 'leader').length
  const alone = modes.filter((mode) => mode === 'standalone').length
  if (alone > 0 && modes.length > 1) {
    const advice = 'give every server the same server.N lines, and its number in the file myid'
    return fault('ensemble', 'some of its servers stand alone, each with data of its own', advice)
  }
  if (leaders > 1) return fault('ensemble', 'more than one server leads', 'see that all have the same server.N lines')
  return leaders === 1
    ? fine('ensemble', `it has a leader; ${modes.filter(Boolean).length} of ${modes.length} serve`)
    : undefined
}

const patienceMs = 3000

async function within(
  context: CommandContext,
  connect: string,
  findings: readonly Finding[],
): Promise<ZooKeeperExamined> {
  let zookeeper: ZooKeeperClient | undefined
  try {
    zookeeper = await openZooKeeperBriefly(context, { server: connect, patienceMs })
    const clusterId = await read(zookeeper, paths.clusterId, decodeClusterId)
    const controller = await read(zookeeper, paths.controller, decodeController)
    const ids = await brokerIds(zookeeper)
    const skews = await Promise.all(ids.map((id) => clockSkew(zookeeper, id)))
    const found = [noCluster(clusterId), ...skews].flatMap((one) => one ?? [])
    return { findings: [...findings, ...found], view: { clusterId, controller, brokers: ids } }
  } catch (error) {
    const advice = 'look at the logs of its servers'
    return { findings: [...findings, failed(`ZooKeeper ${connect}`, error, undefined, advice)], view: undefined }
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

async function brokerIds(zookeeper: ZooKeeperClient): Promise<number[]> {
  if ((await zookeeper.exists(paths.brokerIds)) === undefined) return []
  return (await zookeeper.children(paths.brokerIds)).children.map(Number).sort((a, b) => a - b)
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
async function clockSkew(zookeeper: ZooKeeperClient | undefined, id: number): Promise<Finding | undefined> {
  const node = await zookeeper?.get(paths.brokerId(id)).catch(() => undefined)
  if (node === undefined || node.data === null) return undefined
  const skew = decodeBrokerRegistration(node.data).timestamp - node.stat.ctime
  if (Math.abs(skew) < largestSkewMs) return undefined
  const seconds = Math.round(Math.abs(skew) / 1000)
  return fault(
    `broker ${id}`,
    `its clock was ${seconds} s ${skew > 0 ? 'ahead of' : 'behind'} ZooKeeper's when it started`,
    'have all machines keep their time by NTP: retention and timestamps go by it',
  )
}
