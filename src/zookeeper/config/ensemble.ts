import { ConfigError } from './config-error.ts'
import type { PropertyReader } from './property-reader.ts'
import { hierarchicalQuorum, majorityQuorum, type Quorum } from './quorum.ts'
import { formatServerEntry, parseServerEntry, type ServerEntry } from './server-entry.ts'

/** What a server has to know of its ensemble. Times are in ticks. */
export interface EnsembleConfig {
  /** All members by their ids, observers too. */
  readonly servers: ReadonlyMap<number, ServerEntry>
  readonly quorum: Quorum
  /** What `/zookeeper/config` shows, and new leaders tell. */
  readonly configText: string
  /** For connecting to a leader and catching up with it. */
  readonly initLimit: number
  /** For staying in touch with it. */
  readonly syncLimit: number
  /** Told by `peerType`; the list of servers says the same. */
  readonly isObserver: boolean
  /** Listen on all addresses for other servers, in place of those that the list names. */
  readonly listenOnAllIps: boolean
}

const serverKey = /^(?:zookeeper\.)?server\.(.+)$/

/**
 * The ensemble that the `server.N` lines tell of; undefined for a server that stands alone.
 * @throws ConfigError
 */
export function readEnsemble(
  properties: ReadonlyMap<string, string>,
  read: PropertyReader,
): EnsembleConfig | undefined {
  const servers = readServers(properties)
  const voters = [...servers.values()].filter(({ isObserver }) => !isObserver)
  if (voters.length === 0) {
    if (servers.size > 0) throw new ConfigError('Observers w/o participants is an invalid configuration')
    return undefined
  }
  if (voters.length === 1 && read.flag('standaloneEnabled', true)) {
    if (servers.size > 1) throw new ConfigError('Observers w/o quorum is an invalid configuration')
    return undefined
  }
  if (read.number('electionAlg', 3) !== 3) throw new ConfigError('Invalid electionAlg value. Only 3 is supported.')
  const { quorum, lines } = readQuorum(properties, [...servers.keys()], voters)
  return {
    servers,
    quorum,
    configText: [...[...servers.values()].map(formatServerEntry), ...lines, 'version=0'].join('\n'),
    initLimit: required(read, 'initLimit'),
    syncLimit: required(read, 'syncLimit'),
    isObserver: readPeerType(read),
    listenOnAllIps: read.flag('quorumListenOnAllIPs', false),
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

function readServers(properties: ReadonlyMap<string, string>): Map<number, ServerEntry> {
  const servers: ServerEntry[] = []
  for (const [key, value] of properties) {
    const id = serverKey.exec(key)?.[1]
    if (id !== undefined) servers.push(parseServerEntry(numberOf(id), value.trim()))
  }
  return new Map(servers.sort((a, b) => a.id - b.id).map((entry) => [entry.id, entry]))
}

function readPeerType(read: PropertyReader): boolean {
  const type = read.text('peerType')?.toLowerCase()
  if (type === undefined || type === 'participant') return false
  if (type === 'observer') return true
  throw new ConfigError(`Unrecognised peertype: ${read.text('peerType')}`)
}

function required(read: PropertyReader, key: string): number {
  const value = read.number(key, 0)
  if (value === 0) throw new ConfigError(`${key} is not set`)
  return value
}

/** Groups with weights, where there are any; else every voter counts the same. */
function readQuorum(properties: ReadonlyMap<string, string>, ids: readonly number[], voters: readonly ServerEntry[]) {
  const groups = [...properties].filter(([key]) => key.startsWith('group.'))
  const weights = [...properties].filter(([key]) => key.startsWith('weight.'))
  if (groups.length === 0) return { quorum: majorityQuorum(voters.map(({ id }) => id)), lines: [] }
  const groupOf = new Map<number, number>()
  for (const [key, members] of groups) {
    for (const member of members.split(':')) {
      if (groupOf.has(numberOf(member))) throw new ConfigError(`Server ${member}is in multiple groups`)
      groupOf.set(numberOf(member), numberOf(key.slice('group.'.length)))
    }
  }
  const outside = ids.find((id) => !groupOf.has(id))
  if (outside !== undefined) throw new ConfigError(`Server ${outside} is in no group`)
  const weightOf = new Map(weights.map(([key, weight]) => [numberOf(key.slice('weight.'.length)), numberOf(weight)]))
  const lines = [...groups, ...weights].map(([key, value]) => `${key}=${value}`)
  return {
    quorum: hierarchicalQuorum(
      voters.map(({ id }) => id),
      groupOf,
      weightOf,
    ),
    lines,
  }
}

function numberOf(text: string): number {
  if (!/^-?\d{1,15}$/.test(text.trim())) throw new ConfigError(`For input string: "${text.trim()}"`)
  return Number(text)
}
