import { ConfigError, configException } from './config-error.ts'
import { type Membership, readMembership } from './membership.ts'
import type { PropertyReader } from './property-reader.ts'
import type { ServerEntry } from './server-entry.ts'

/** What a server has to know of its ensemble. Times are in ticks. */
export interface EnsembleConfig {
  /** The members when the server starts. */
  readonly members: Membership
  /** What was proposed in place of `members` and perhaps decided, while this server ran before. */
  readonly next: Membership | undefined
  /** The file that this was read from, and into which changes of the members are written; undefined keeps them in memory. */
  readonly file: string | undefined
  /** What a change of the members has to observe, too. */
  readonly rules: MembershipRules
  /** For connecting to a leader and catching up with it. */
  readonly initLimit: number
  /** For staying in touch with it. */
  readonly syncLimit: number
  /** For connecting to a leader alone. */
  readonly connectLimit: number
  /** Told by `peerType`; the list of servers says the same. */
  readonly isObserver: boolean
  /** Listen on all addresses for other servers, in place of those that the list names. */
  readonly listenOnAllIps: boolean
  /** How often the election port is tried when it is taken; 0 never gives up. */
  readonly electionPortBindRetries: number
}

/** What settings allow the members to be. */
export interface MembershipRules {
  /** One voter alone is no ensemble, but a server that stands alone. */
  readonly standaloneEnabled: boolean
  /** Servers may have several addresses. */
  readonly multiAddressEnabled: boolean
}

/** The members told apart from the settings: by files, where the settings stand in one. */
export interface MembershipFiles {
  readonly file: string
  /** In place of `server.N` lines among the settings. */
  readonly members: Membership | undefined
  readonly next: Membership | undefined
}

/**
 * The ensemble that the `server.N` lines tell of; undefined for a server that stands alone.
 * @throws ConfigError
 */
export function readEnsemble(
  properties: ReadonlyMap<string, string>,
  read: PropertyReader,
  files?: MembershipFiles,
): EnsembleConfig | undefined {
  const rules = {
    standaloneEnabled: read.flag('standaloneEnabled', true),
    multiAddressEnabled: read.flag('multiAddress.enabled', false),
  }
  const members = files?.members ?? readMembership(withoutVersion(properties))
  checkMembership(members, rules)
  if (!isDistributed(members, rules)) return undefined
  if (read.number('electionAlg', 3) !== 3) throw new ConfigError('Invalid electionAlg value. Only 3 is supported.')
  refuseMissing(read)
  return {
    members,
    next: files?.next,
    file: files?.file,
    rules,
    initLimit: required(read, 'initLimit'),
    syncLimit: required(read, 'syncLimit'),
    connectLimit: read.number('connectToLearnerMasterLimit', 0) || required(read, 'syncLimit'),
    isObserver: readPeerType(read),
    listenOnAllIps: read.flag('quorumListenOnAllIPs', false),
    electionPortBindRetries: read.number('electionPortBindRetry', 3),
  }
}

/**
 * The line of a server that stands alone, if there is one.
 * @throws ConfigError
 */
export function soleServer(properties: ReadonlyMap<string, string>, files?: MembershipFiles): ServerEntry | undefined {
  const { servers } = files?.members ?? readMembership(withoutVersion(properties))
  const [only, ...others] = servers.values()
  return others.length === 0 ? only : undefined
}

/** @throws ConfigError */
export function checkMembership(
  members: Membership,
  { standaloneEnabled, multiAddressEnabled }: MembershipRules,
): void {
  const voters = members.quorum.voters.length
  const observers = members.servers.size - voters
  for (const { id, addresses } of members.servers.values()) {
    if (addresses.length > 1 && !multiAddressEnabled) {
      throw new ConfigError(`Multiple address feature is disabled, but multiple addresses were specified for sid ${id}`)
    }
  }
  if (voters === 0 && !standaloneEnabled && members.servers.size > 0) {
    throw new ConfigError('standaloneEnabled = false then number of participants should be >0')
  }
  if (voters === 0 && observers > 0) throw new ConfigError('Observers w/o participants is an invalid configuration')
  if (voters === 1 && standaloneEnabled && observers > 0) {
    throw new ConfigError('Observers w/o quorum is an invalid configuration')
  }
}

/**
 * The server's own id, from the text of its `myid` file.
 * @throws ConfigError
 */
export function parseMyId(text: string): number {
  const id = text.trim()
  if (!/^-?\d{1,15}$/.test(id)) throw new ConfigError(`serverid ${id} is not a number`)
  return Number(id)
}

function isDistributed({ quorum }: Membership, { standaloneEnabled }: MembershipRules): boolean {
  return quorum.voters.length > 1 || (quorum.voters.length === 1 && !standaloneEnabled)
}

/** Only a dynamic file has a version, in its name. */
function withoutVersion(properties: ReadonlyMap<string, string>): Map<string, string> {
  return new Map([...properties].filter(([key]) => key !== 'version'))
}

/** What would change who may listen in, or who serves whom, must not be passed over in silence. */
function refuseMissing(read: PropertyReader): void {
  for (const key of ['sslQuorum', 'quorum.auth.enableSasl']) {
    if (read.flag(key, false))
      throw new ConfigError(`${key}=true is not supported: servers speak in plain text with each other`)
  }
  if (read.number('observerMasterPort', 0) !== 0) {
    throw new ConfigError('observerMasterPort is not supported: observers learn from the leader')
  }
}

function readPeerType(read: PropertyReader): boolean {
  const type = read.text('peerType')?.toLowerCase()
  if (type === undefined || type === 'participant') return false
  if (type === 'observer') return true
  throw new ConfigError(`Unrecognised peertype: ${read.text('peerType')}`, configException)
}

function required(read: PropertyReader, key: string): number {
  const value = read.number(key, 0)
  if (value === 0) throw new ConfigError(`${key} is not set`)
  return value
}
