import { findPlace, type Given, lastValue } from '../completion/place.ts'
import type { ProcessContext } from '../kit/command-context.ts'
import type { Command } from '../kit/definition.ts'
import { type CommandListing, describeCommand } from '../kit/describe.ts'
import { findProfile, type Profile, type ProfileKind, profileKinds } from './profiles.ts'

export { ProfileError } from './profiles.ts'

/**
 * The arguments with what the profile supplies that `--profile` or KAFKABOX_PROFILE names, as if it had been typed. An
 * address that was typed wins, and then the profile's client properties, which may hold passwords, stay out too.
 * @throws ProfileError
 */
export function withProfile(command: Command, { args, env }: ProcessContext): readonly string[] {
  const listing = describeCommand(command)
  const { scope, given } = findPlace(listing, [...args, ''])
  const takers = scope === listing ? [listing] : [listing, scope]
  if (!takers.some(takesAddress)) return args
  const name = lastValue(given, 'profile') ?? env.KAFKABOX_PROFILE
  const rest = args.filter((word, at) => !/^--profile(=|$)/.test(word) && args[at - 1] !== '--profile')
  if (name === undefined || name === '') return rest
  const profile = findProfile(env, name)
  const typed = new Set<unknown>(given.flatMap(({ takes, isDefault }) => (isDefault ? [] : [takes])))
  if (rest.length === 0 || rest.some(isForHelp) || given.some(isAddress)) return rest
  const kinds = profileKinds.filter((kind) => !typed.has(kind))
  const words = (taker: CommandListing) => kinds.flatMap((kind) => spelled(taker, kind, profile))
  if (scope === listing) return [...words(listing), ...rest]
  const behind = rest.indexOf(scope.name) + 1
  return [...words(listing), ...rest.slice(0, behind), ...words(scope), ...rest.slice(behind)]
}

const addresses: readonly unknown[] = ['servers', 'controllers', 'zookeeper']

/** Some tools are told it as a property. */
const isAddress = ({ takes, value, isDefault }: Given) =>
  !isDefault && (addresses.includes(takes) || /^(zookeeper\.connect|bootstrap\.servers)=/.test(value))

const isForHelp = (word: string) => /^(--help|-h|--version)$/.test(word)

const takesAddress = ({ options }: CommandListing) =>
  options.some(({ takes }) => takes === 'servers' || takes === 'zookeeper')

/** Old options are left alone. */
function spelled({ options }: CommandListing, kind: ProfileKind, profile: Profile): string[] {
  const value = profile[kind]
  const option = options.find(({ takes, deprecated }) => takes === kind && !deprecated)
  return value === undefined || option === undefined ? [] : [option.spellings[0] ?? '', value]
}
