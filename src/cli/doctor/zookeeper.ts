import { probeProtocol } from '../../net/protocol-probe.ts'
import { TlsHandshakeError } from '../../net/tls/tls-transport.ts'
import type { Address, Transport } from '../../net/transport.ts'
import { parseConnectString } from '../../zookeeper/client/connect-string.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { diagnose } from '../kit/hints/diagnose.ts'
import { bootstrapHint, type NetworkFault } from '../kit/hints/network-faults.ts'
import { askWord } from '../zookeeper-control/ask-word.ts'
import { type Finding, failed, fault, fine } from './finding.ts'
import { examineContents, type ZooKeeperExamined, type ZooKeeperWay } from './zookeeper-contents.ts'

/** Each server by itself, whether they have a leader, and what Kafka keeps there. */
export async function examineZooKeeper(context: CommandContext, way: ZooKeeperWay): Promise<ZooKeeperExamined> {
  const { connect } = way
  let servers: readonly Address[]
  try {
    servers = parseConnectString(connect).servers
  } catch (error) {
    const advice = 'give it as host:port, several separated by commas, with a path at the end where Kafka has one'
    return { findings: [failed(`ZooKeeper ${connect}`, error, undefined, advice)], view: undefined }
  }
  const asked = await Promise.all(servers.map((server) => examineServer(context, way, server)))
  const findings = asked.map(({ finding }) => finding)
  if (asked.every(({ answers }) => !answers)) return { findings, view: undefined }
  const quorum = quorumOf(asked.map(({ mode }) => mode))
  const contents = await examineContents(context, way)
  return { ...contents, findings: [...findings, ...(quorum ? [quorum] : []), ...contents.findings] }
}

interface Asked {
  readonly finding: Finding
  readonly answers: boolean
  /** `leader`, `follower`, `observer`, `standalone`; undefined where it does not say. */
  readonly mode: string | undefined
}

async function examineServer(context: CommandContext, { security }: ZooKeeperWay, server: Address): Promise<Asked> {
  const subject = `ZooKeeper server ${server.host}:${server.port}`
  const plain = await context.transport()
  try {
    const answer = await askWord(context.clock, security.transport ?? plain, server, 'srvr')
    if (answer !== '') return { ...said(subject, answer), answers: true }
    const finding = await silent(context, subject, server, security.transport)
    return { finding, answers: false, mode: undefined }
  } catch (error) {
    const node = { ...server, id: -1, rack: null }
    const met = await diagnose({ node, address: server.host, stage: 'dial', error }, async () => undefined)
    const known = met === 'no-answer' && error instanceof TlsHandshakeError ? 'untrusted' : met
    const { cause } = bootstrapHint(known, server)
    return { finding: fault(subject, cause, adviceOn(known)), answers: false, mode: undefined }
  }
}

function adviceOn(known: NetworkFault): string {
  if (known === 'not-tls') return 'give the port of secureClientPort, or ask without zookeeper.ssl.client.enable'
  if (known === 'untrusted') return 'look at zookeeper.ssl.truststore.location and zookeeper.ssl.keystore.location'
  return 'start it, or mend the address: clientPort in its configuration tells the port'
}

const probeMs = 1000

/** It took a connection, and nothing came. */
async function silent(
  { clock, transport }: CommandContext,
  subject: string,
  server: Address,
  tls: Transport | undefined,
): Promise<Finding> {
  if (tls !== undefined) {
    const sentence = 'it ends the TLS connection without an answer: it may want a certificate, or not trust this one'
    return fault(subject, sentence, 'look at zookeeper.ssl.keystore.location, and at the log of the server')
  }
  if ((await probeProtocol(await transport(), clock, server, probeMs)) === 'TLS') {
    const advice =
      'give a file with zookeeper.ssl.client.enable=true and the stores as --zk-tls-config-file, or have them in --config'
    return fault(subject, 'it speaks TLS, and was asked without', advice)
  }
  const advice = 'look at the address, and at the log of what runs there'
  return fault(subject, 'it takes connections but says nothing to srvr', advice)
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
  const advice = 'look at the address, and at the log of what runs there'
  return { finding: fault(subject, 'what answers is no ZooKeeper', advice), mode }
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
