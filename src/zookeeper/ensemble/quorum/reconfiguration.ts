import { parseProperties } from '../../../base/properties.ts'
import type { Address } from '../../../net/transport.ts'
import { ZooKeeperError } from '../../../wire/jute/errors.ts'
import { opCode } from '../../../wire/jute/op-codes.ts'
import type { ReconfigRequest } from '../../../wire/jute/requests.ts'
import { MalformedError } from '../../../wire/schema/index.ts'
import { ConfigError } from '../../config/config-error.ts'
import { checkMembership, type MembershipRules } from '../../config/ensemble.ts'
import { asVersion, type Membership, membershipOf, readMembership } from '../../config/membership.ts'
import { parseServerEntry, type ServerEntry } from '../../config/server-entry.ts'
import type { TxnEntry } from '../../tree/txn.ts'

/** What a change of the members is decided upon. */
export interface ReconfigurationContext {
  readonly current: Membership
  readonly lastSeen: Membership
  readonly rules: MembershipRules
  /** The servers that have all that the leader has, itself among them. */
  readonly synced: ReadonlySet<number>
}

const dynamicKey = /^(?:server\.|group|weight|version$)/

/**
 * The members that a client asks for, as of `version`. Pure.
 * @throws ZooKeeperError with the codes of ZooKeeper's own checks, in their order
 * @throws MalformedError where ZooKeeper answers that it can't read the request
 */
export function nextMembership(request: ReconfigRequest, version: bigint, context: ReconfigurationContext): Membership {
  const { current, lastSeen, rules, synced } = context
  if (lastSeen.version !== current.version) throw new ZooKeeperError('reconfigInProgress')
  const { curConfigId, newMembers } = request
  if (curConfigId !== -1n && curConfigId !== lastSeen.version) throw new ZooKeeperError('badVersion')
  const next = newMembers === null ? changed(request, version, context) : replaced(newMembers, version, rules)
  if (next.quorum.voters.length < (rules.standaloneEnabled ? 2 : 1)) throw new ZooKeeperError('badArguments')
  if (!next.quorum.isQuorum(synced)) throw new ZooKeeperError('newConfigNoQuorum')
  return next
}

/** All members anew. */
function replaced(newMembers: string, version: bigint, rules: MembershipRules): Membership {
  const properties = parseProperties(newMembers.replaceAll(',', '\n'))
  if ([...properties.keys()].some((key) => !dynamicKey.test(key))) throw new ZooKeeperError('badArguments')
  const next = orBadArguments(() => readMembership(properties))
  try {
    checkMembership(next, rules)
  } catch (error) {
    if (error instanceof ConfigError) throw new MalformedError(error.message)
    throw error
  }
  return asVersion(next, version)
}

/** Some join, or change; some leave. */
function changed(
  { joiningServers, leavingServers }: ReconfigRequest,
  version: bigint,
  { lastSeen, rules }: ReconfigurationContext,
): Membership {
  if (!lastSeen.isMajority) throw new ZooKeeperError('badArguments')
  const servers = new Map(lastSeen.servers)
  for (const id of pieces(leavingServers, ',')) servers.delete(numberOf(id))
  for (const joiner of pieces(joiningServers, ',')) join(servers, joiner, rules)
  return membershipOf(servers.values(), version)
}

/** `server.N=…` with all three ports, none of which another server has at the same address. */
function join(servers: Map<number, ServerEntry>, joiner: string, rules: MembershipRules): void {
  const [key = '', text, ...more] = pieces(joiner, '=')
  if (text === undefined || more.length > 0) throw new ZooKeeperError('badArguments')
  const id = numberOf(key.slice(key.lastIndexOf('.') + 1))
  const entry = orBadArguments(() => parseServerEntry(id, text))
  if (entry.client === undefined || (entry.addresses.length > 1 && !rules.multiAddressEnabled)) {
    throw new ZooKeeperError('badArguments')
  }
  const others = [...servers.values()].filter((other) => other.id !== id)
  const taken = new Set(others.flatMap(allAddresses))
  if (allAddresses(entry).some((address) => taken.has(address))) throw new ZooKeeperError('badArguments')
  servers.set(id, entry)
}

function allAddresses({ addresses, client }: ServerEntry): string[] {
  const own = addresses.flatMap(({ host, quorumPort, electionPort }) => [
    { host, port: quorumPort },
    { host, port: electionPort },
  ])
  const all: Address[] = client === undefined ? own : [...own, client]
  return all.filter(({ host }) => !isLocal(host)).map(({ host, port }) => `${host} ${port}`)
}

/** On each machine it is another one, or all of them. */
function isLocal(host: string): boolean {
  return /^(?:0\.0\.0\.0|127(?:\.\d+){3}|::1?|localhost)$/.test(host)
}

function pieces(text: string | null, separator: string): string[] {
  return (text ?? '')
    .split(separator)
    .map((piece) => piece.trim())
    .filter((piece) => piece !== '')
}

/** @throws MalformedError */
function numberOf(text: string): number {
  if (!/^[+-]?\d{1,15}$/.test(text)) throw new MalformedError(`For input string: "${text}"`)
  return Number(text)
}

function orBadArguments<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof ConfigError) throw new ZooKeeperError('badArguments', error.message)
    throw error
  }
}

/** The members that a transaction proposes, if it does. */
export function proposedMembers({ header, txn }: TxnEntry): Membership | undefined {
  if (header.type !== opCode.reconfig || txn.kind !== 'setData') return undefined
  return parseMembership(txn.data)
}

/**
 * The members in the text that servers tell each other.
 * @throws MalformedError
 */
export function parseMembership(text: Buffer | null): Membership {
  try {
    return readMembership(parseProperties(text?.toString('utf8') ?? ''))
  } catch (error) {
    if (error instanceof ConfigError) throw new MalformedError(error.message)
    throw error
  }
}

/** How the leader's decision about the members looks to those who acknowledged it. */
export interface Succession {
  /** This server, which leads. */
  readonly id: number
  readonly current: Membership
  readonly next: Membership
  /** Who has the decision on the disk. */
  readonly supporters: ReadonlySet<number>
  /** Who has each of the proposals after it, in their order. */
  readonly later: Iterable<ReadonlySet<number>>
}

/**
 * Who leads by the new members: still this server, if it is a voter there with the same address for its followers; else
 * one that has acknowledged the decision, and of what was proposed after it the most. Pure.
 */
export function designatedLeader({ id, current, next, supporters, later }: Succession): number {
  if (next.quorum.isVoter(id) && quorumAddress(next, id) === quorumAddress(current, id)) return id
  let candidates = next.quorum.voters.filter((each) => each !== id && supporters.has(each))
  for (const acks of later) {
    const remaining = candidates.filter((each) => acks.has(each))
    if (remaining.length === 0) break
    candidates = remaining
  }
  return candidates[0] ?? id
}

function quorumAddress({ servers }: Membership, id: number): string | undefined {
  return servers
    .get(id)
    ?.addresses.map(({ host, quorumPort }) => `${host} ${quorumPort}`)
    .join()
}
