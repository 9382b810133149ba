import type { OptionListing } from '../kit/describe.ts'
import type { TakenKind } from '../kit/taken.ts'
import { manualPages } from '../manual/library.ts'
import { type Candidate, listed, plain } from './candidate.ts'
import { entityConfigs, entityNames, ownConfigs } from './entity.ts'
import { type LiveKind, liveNames } from './live-names.ts'
import type { Place, Wanted } from './place.ts'
import {
  assignments,
  settingsOfBrokers,
  settingsOfConsumers,
  settingsOfProducers,
  settingsOfTopics,
} from './settings.ts'
import type { Sources } from './sources.ts'

/** Names that others know. */
export interface Places {
  readonly sources: Sources
  /** What runs under `kafkabox` on this machine. */
  labServers(): Promise<string[]>
  /** The user's own. */
  profiles(): readonly string[]
}

/** Everything that the word can go on as; what doesn't begin with its text is left out. */
export async function candidatesFor(place: Place, places: Places): Promise<Candidate[]> {
  const found = await Promise.all(place.wanted.map((wanted) => ofWanted(wanted, place, places)))
  return found.flat().filter(({ value }) => value.startsWith(place.text))
}

async function ofWanted(wanted: Wanted, place: Place, places: Places): Promise<Candidate[]> {
  if (wanted === 'options') return options(place)
  if (wanted === 'subcommands') {
    return place.scope.subcommands.map(({ name, summary }) => ({ value: name, description: summary }))
  }
  const { takes } = wanted
  return typeof takes === 'string' ? ofKind(takes, place, places) : plain(takes)
}

/** Options that can still be given; old ones only for who begins to type them. */
function options({ scope, given, text }: Place): Candidate[] {
  const before = new Set(given.map(({ option }) => option))
  return scope.options
    .filter(({ name, deprecated, many }) => (!deprecated || text.length > 2) && (!before.has(name) || many !== true))
    .flatMap((option) => spelled(option, text))
}

function spelled({ spellings, description }: OptionListing, text: string): Candidate[] {
  const first = firstSentence(description)
  const fitting = spellings.filter((spelling) => spelling.startsWith(text))
  const best = fitting.find((spelling) => spelling.startsWith('--')) ?? fitting[0]
  return best === undefined ? [] : [{ value: best, description: first }]
}

function firstSentence(text: string): string {
  const line = text.split('\n')[0] ?? ''
  return /^.*?[a-z)'"]\.(?=\s|$)/.exec(line)?.[0].slice(0, -1) ?? line
}

async function ofKind(kind: TakenKind, place: Place, { sources, labServers, profiles }: Places): Promise<Candidate[]> {
  const { text, given } = place
  const live = (name: LiveKind) => sources.kafka((cluster) => liveNames(cluster, name))
  switch (kind) {
    case 'topic':
    case 'group':
    case 'broker':
    case 'user':
    case 'transactional-id':
    case 'client-metrics':
      return plain(await live(kind))
    case 'principal':
      return plain(['User:*', ...(await live('user')).map((user) => `User:${user}`)])
    case 'topics':
      return listed(text, await live('topic'))
    case 'brokers':
      return listed(text, await live('broker'))
    case 'znode':
      return text.startsWith('/') ? plain(await sources.znodes(text.slice(0, text.lastIndexOf('/')) || '/')) : []
    case 'topic-config':
      return assignments(settingsOfTopics, text)
    case 'broker-config':
      return assignments(settingsOfBrokers, text)
    case 'producer-property':
      return assignments(settingsOfProducers, text)
    case 'consumer-property':
      return assignments(settingsOfConsumers, text)
    case 'entity-name':
      return plain(await entityNames(given, sources))
    case 'entity-configs':
      return entityConfigs(place, sources)
    case 'entity-config-names':
      return listed(text, await ownConfigs(given, sources))
    case 'lab-server':
      return plain(await labServers())
    case 'profile':
      return plain(profiles())
    case 'page':
      return manualPages().map(({ name, about }) => ({ value: name, description: about }))
    default:
      return []
  }
}
