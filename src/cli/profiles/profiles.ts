import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import path from 'node:path'
import { parseProperties } from '../../base/properties.ts'

/** What a profile can say, by the kind of argument that it stands for. */
export const profileKeys = {
  servers: 'bootstrap-server',
  'client-config': 'command-config',
  zookeeper: 'zookeeper',
} as const

export type ProfileKind = keyof typeof profileKeys
export const profileKinds: readonly ProfileKind[] = ['servers', 'client-config', 'zookeeper']
export type Profile = Readonly<Partial<Record<ProfileKind, string>>>

/** There is no such profile, or the file makes no sense; the message is a whole sentence for stderr. */
export class ProfileError extends Error {
  override name = 'ProfileError'
}

type Environment = Readonly<Record<string, string | undefined>>

/** Lines `NAME.bootstrap-server=…`, in the place that the XDG base directory specification gives. */
export function profilesFile(env: Environment): string {
  const folder = env.XDG_CONFIG_HOME || path.join(env.HOME ?? homedir(), '.config')
  return path.join(folder, 'kafkabox/profiles.properties')
}

/**
 * All profiles by their names; none without a file. A relative file name in it is relative to it.
 * @throws ProfileError
 */
export function readProfiles(env: Environment): ReadonlyMap<string, Profile> {
  const file = profilesFile(env)
  if (!existsSync(file)) return new Map()
  const profiles = new Map<string, Profile>()
  for (const [key, value] of readLines(file)) {
    const at = key.lastIndexOf('.')
    const [name, kind] = [key.slice(0, at), kindOf(key.slice(at + 1))]
    if (at < 1 || kind === undefined) {
      const keys = Object.values(profileKeys).join(', ')
      throw new ProfileError(`${file}: '${key}' is none of NAME.key with the keys ${keys}`)
    }
    const shown = kind === 'client-config' ? path.resolve(path.dirname(file), value) : value
    profiles.set(name, { ...profiles.get(name), [kind]: shown })
  }
  return profiles
}

function readLines(file: string): ReadonlyMap<string, string> {
  try {
    return parseProperties(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new ProfileError(`${file} can't be read: ${error instanceof Error ? error.message : error}`)
  }
}

function kindOf(key: string): ProfileKind | undefined {
  return profileKinds.find((kind) => profileKeys[kind] === key)
}

/** @throws ProfileError when there is none of that name */
export function findProfile(env: Environment, name: string): Profile {
  const profiles = readProfiles(env)
  const found = profiles.get(name)
  if (found !== undefined) return found
  const known = profiles.size === 0 ? 'there are none' : `there are ${[...profiles.keys()].sort().join(', ')}`
  throw new ProfileError(`there is no profile '${name}' in ${profilesFile(env)}: ${known}`)
}
