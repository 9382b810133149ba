import { LabError } from '../../lab/lab-error.ts'
import type { CommandContext } from '../kit/command.ts'
import { printLine } from '../kit/output.ts'
import { type Profile, profileKeys, profileKinds, profilesFile } from '../profiles/profiles.ts'
import { profileResult } from './results.ts'
import type { Subcommand } from './subcommand.ts'

export const profile: Subcommand = {
  name: 'profile',
  arguments: '<list|show> [name]',
  positional: [['list', 'show'], 'profile'],
  summary: 'list the profiles that KAFKABOX_PROFILE or --profile can name, or show what one supplies',
  options: {},
  results: [profileResult],
  async run(context, [verb = '', name]) {
    const { findProfile, ProfileError, readProfiles } = await import('../profiles/profiles.ts')
    const { env } = context
    try {
      if (verb === 'list') tell(context, readProfiles(env))
      else if (verb === 'show' && name !== undefined) tell(context, new Map([[name, findProfile(env, name)]]))
      else throw new LabError('`profile list` lists them, `profile show NAME` shows one')
      return 0
    } catch (error) {
      throw error instanceof ProfileError ? new LabError(error.message) : error
    }
  },
}

/** In the form of the file that they stand in. */
function tell({ report, stderr, env }: CommandContext, profiles: ReadonlyMap<string, Profile>): void {
  if (profiles.size === 0) printLine(stderr, `kafkabox: no profiles; they are kept in ${profilesFile(env)}`)
  const objects = [...profiles].map(([name, { servers = null, 'client-config': file = null, zookeeper = null }]) => {
    return { name, [profileKeys.servers]: servers, [profileKeys['client-config']]: file, zookeeper }
  })
  report.results(profileResult, objects, () => [...profiles].flatMap(linesOf).join(''))
}

function linesOf([name, given]: [string, Profile]): string[] {
  return profileKinds.flatMap((kind) =>
    given[kind] === undefined ? [] : `${name}.${profileKeys[kind]}=${given[kind]}\n`,
  )
}
