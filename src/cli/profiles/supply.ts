import { findPlace, type Given, lastValue } from '../completion/place.ts'
import type { ProcessContext } from '../kit/command-context.ts'
import type { Command } from '../kit/definition.ts'
import { type CommandListing, describeCommand } from '../kit/describe.ts'
import { profileOption, takesAddressFirst } from '../kit/profile-option.ts'
import { findProfile, type Profile, type ProfileKind, profileKinds } from './profiles.ts'

export { ProfileError } from './profiles.ts'

/**
 * The arguments with what the profile supplies that `--profile` or KAFKABOX_PROFILE names, as if it had been typed. An
 * address that was typed wins, and then the profile's client properties, which may hold passwords, stay out too.
 * @throws ProfileError
 */
export function withProfile(command: Command, { args, env }: ProcessContext): readonly string[] {
  const listing = describeCommand(command)
  if (takesAddressFirst(command)) return withAddressFirst(listing, args, env)
  const { scope, given } = findPlace(listing, [...args, ''])
  const takers = scope === listing ? [listing] : [listing, scope]
  if (!takers.some(canHaveProfile)) return args
  const name = lastValue(given, 'profile') ?? env.KAFKABOX_PROFILE
  const rest = withoutProfile(args)
  if (name === undefined || name === '') return rest
  const profile = findProfile(env, name)
  const typed = new Set<unknown>(given.flatMap(({ takes, isDefault }) => (isDefault ? [] : [takes])))
  if (rest.length === 0 || rest.some(isForHelp) || given.some(isAddress)) return rest
  const kinds = profileKinds.filter((kind) => !typed.has(kind))
  const supplied = takers.reduce<readonly string[]>((words, taker) => withOptions(words, taker, kinds, profile), rest)
  return withProperties(supplied, listing, typed, profile)
}

/** Of zookeeper-shell: the first word is the address, unless it is a command of the shell's or an option. */
function withAddressFirst(
  { positional }: CommandListing,
  args: readonly string[],
  env: ProcessContext['env'],
): readonly string[] {
  const end = leadingOptions(args)
  const leading = args.slice(0, end)
  const name = leading.map((word, at) => nameIn(word, leading[at + 1])).find(Boolean) ?? env.KAFKABOX_PROFILE
  const [own, behind] = [withoutProfile(leading), args.slice(end)]
  if (name === undefined || name === '') return [...own, ...behind]
  const { zookeeper } = findProfile(env, name)
  const [first] = behind
  const [, words = []] = positional
  const isTyped = first !== undefined && !first.startsWith('-') && !words.includes(first)
  return isTyped || zookeeper === undefined ? [...own, ...behind] : [...own, zookeeper, ...behind]
}

/** How many of the first words are ours: the shell's own options have one dash. */
function leadingOptions(args: readonly string[]): number {
  let at = 0
  while (args[at]?.startsWith('--')) at += args[at] === '--profile' ? 2 : 1
  return at
}

function nameIn(word: string, next: string | undefined): string | undefined {
  return word === '--profile' ? next : /^--profile=(.*)$/.exec(word)?.[1]
}

const withoutProfile = (args: readonly string[]) =>
  args.filter((word, at) => !/^--profile(=|$)/.test(word) && args[at - 1] !== '--profile')

const addresses: readonly unknown[] = ['servers', 'controllers', 'zookeeper']

/** Some tools are told it as a property. */
const isAddress = ({ takes, value, isDefault }: Given) =>
  !isDefault && (addresses.includes(takes) || /^(zookeeper\.connect|bootstrap\.servers)=/.test(value))

const isForHelp = (word: string) => /^(--help|-h|--version)$/.test(word)

const canHaveProfile = ({ options }: CommandListing) => options.some(({ name }) => Object.hasOwn(profileOption, name))

/** With the taker's options for what the profile says: in front, or behind the name of the subcommand. */
function withOptions(
  words: readonly string[],
  taker: CommandListing,
  kinds: readonly ProfileKind[],
  profile: Profile,
): readonly string[] {
  const at = words.indexOf(taker.name) + 1
  return [...words.slice(0, at), ...kinds.flatMap((kind) => spelled(taker, kind, profile)), ...words.slice(at)]
}

/** Old options are left alone. */
function spelled({ options }: CommandListing, kind: ProfileKind, profile: Profile): string[] {
  const value = profile[kind]
  const option = options.find(({ takes, deprecated }) => takes === kind && !deprecated)
  return value === undefined || option === undefined ? [] : [option.spellings[0] ?? '', value]
}

/** Of a tool that is told the servers as a property of its producer; a file that was typed may hold them. */
function withProperties(
  words: readonly string[],
  { options }: CommandListing,
  typed: ReadonlySet<unknown>,
  { servers }: Profile,
): readonly string[] {
  const option = options.find(({ takes }) => takes === 'producer-property')
  const isTold = options.some(({ takes }) => takes === 'servers') || typed.has('client-config')
  if (servers === undefined || option === undefined || isTold) return words
  const [spelling = ''] = option.spellings
  const pair = `bootstrap.servers=${servers}`
  const at = words.indexOf(spelling)
  return at < 0 ? [spelling, pair, ...words] : [...words.slice(0, at + 1), pair, ...words.slice(at + 1)]
}
