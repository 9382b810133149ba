import { ConfigError, noNumber } from './config-error.ts'
import { hierarchicalQuorum, majorityQuorum, type Quorum } from './quorum.ts'
import { formatServerEntry, parseServerEntry, type ServerEntry } from './server-entry.ts'

/** Who belongs to the ensemble, and which of them are enough to decide: one version of it; `reconfig` makes the next. */
export interface Membership {
  /** 0n before the first leader of an ensemble that can be changed; then the zxid of the change. */
  readonly version: bigint
  /** All members by their ids, observers too. */
  readonly servers: ReadonlyMap<number, ServerEntry>
  readonly quorum: Quorum
  /** Whether every voter counts the same: there are no groups and weights. */
  readonly isMajority: boolean
  /** The lines of groups and weights. */
  readonly groupLines: readonly string[]
  /** What `/zookeeper/config` shows, and servers tell each other. */
  readonly text: string
}

const serverKey = /^(?:zookeeper\.)?server\.(.+)$/

/**
 * The members that the `server.N`, `group.N`, `weight.N` and `version` lines tell of; other lines are passed over.
 * @throws ConfigError
 */
export function readMembership(properties: ReadonlyMap<string, string>): Membership {
  const servers: ServerEntry[] = []
  for (const [key, value] of properties) {
    const id = serverKey.exec(key)?.[1]
    if (id !== undefined) servers.push(parseServerEntry(numberOf(id), value.trim()))
  }
  return membershipOf(servers, versionOf(properties.get('version')), readGroups(properties))
}

/** How votes are weighed where there are groups. */
interface Groups {
  readonly groupOf: ReadonlyMap<number, number>
  readonly weightOf: ReadonlyMap<number, number>
  readonly lines: readonly string[]
}

/**
 * @param groups undefined: every voter counts the same
 * @throws ConfigError
 */
export function membershipOf(all: Iterable<ServerEntry>, version: bigint, groups?: Groups): Membership {
  const sorted = [...all].sort((a, b) => a.id - b.id)
  const voters = sorted.filter(({ isObserver }) => !isObserver).map(({ id }) => id)
  const outside = groups === undefined ? undefined : sorted.find(({ id }) => !groups.groupOf.has(id))
  if (outside !== undefined) throw new ConfigError(`Server ${outside.id} is in no group`)
  return withText({
    version,
    servers: new Map(sorted.map((entry) => [entry.id, entry])),
    quorum: groups === undefined ? majorityQuorum(voters) : hierarchicalQuorum(voters, groups.groupOf, groups.weightOf),
    isMajority: groups === undefined,
    groupLines: groups?.lines ?? [],
  })
}

/** The same members, as of another version. */
export function asVersion(membership: Membership, version: bigint): Membership {
  return withText({ ...membership, version })
}

/** Whether both name the same members in the same roles, whatever their versions. */
export function hasSameMembers(a: Membership, b: Membership): boolean {
  return lines(a).join('\n') === lines(b).join('\n')
}

function withText(membership: Omit<Membership, 'text'>): Membership {
  return { ...membership, text: [...lines(membership), `version=${membership.version.toString(16)}`].join('\n') }
}

function lines({ servers, groupLines }: Pick<Membership, 'servers' | 'groupLines'>): string[] {
  return [...[...servers.values()].map(formatServerEntry), ...groupLines]
}

function readGroups(properties: ReadonlyMap<string, string>): Groups | undefined {
  const groups = [...properties].filter(([key]) => key.startsWith('group.'))
  const weights = [...properties].filter(([key]) => key.startsWith('weight.'))
  if (groups.length === 0) return undefined
  const groupOf = new Map<number, number>()
  for (const [key, members] of groups) {
    for (const member of members.split(':')) {
      if (groupOf.has(numberOf(member))) throw new ConfigError(`Server ${member}is in multiple groups`)
      groupOf.set(numberOf(member), numberOf(key.slice('group.'.length)))
    }
  }
  const weightOf = new Map(weights.map(([key, weight]) => [numberOf(key.slice('weight.'.length)), numberOf(weight)]))
  return { groupOf, weightOf, lines: [...groups, ...weights].map(([key, value]) => `${key}=${value}`) }
}

function versionOf(text = '0'): bigint {
  if (!/^[0-9a-f]{1,16}$/i.test(text)) throw noNumber(text)
  return BigInt(`0x${text}`)
}

function numberOf(text: string): number {
  if (!/^-?\d{1,15}$/.test(text.trim())) throw noNumber(text.trim())
  return Number(text)
}
