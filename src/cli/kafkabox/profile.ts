import { LabError } from '../../lab/lab-error.ts'
import type { CommandContext } from '../kit/command.ts'
import { printLine } from '../kit/output.ts'
import { type Profile, profileKeys, profileKinds, profilesFile } from '../profiles/profiles.ts'
import type { Subcommand } from './subcommand.ts'

export const profile: Subcommand = {
  name: 'profile',
  arguments: '<list|show> [name]',
  positional: [['list', 'show'], 'profile'],
  summary: 'list the profiles that KAFKABOX_PROFILE or --profile can name, or show what one supplies',
  options: { json: { description: 'as JSON' } },
  async run(context, [verb = '', name], options) {
    const { findProfile, ProfileError, readProfiles } = await import('../profiles/profiles.ts')
    const { env } = context
    try {
      if (verb === 'list') tell(context, readProfiles(env), options.has('json'))
      else if (verb === 'show' && name !== undefined) {
        tell(context, new Map([[name, findProfile(env, name)]]), options.has('json'))
      } else throw new LabError('`profile list` lists them, `profile show NAME` shows one')
      return 0
    } catch (error) {
      throw error instanceof ProfileError ? new LabError(error.message) : error
    }
  },
}

/** In the form of the file that they stand in. */
function tell({ stdout, stderr, env }: CommandContext, profiles: ReadonlyMap<string, Profile>, isJson: boolean): void {
  if (profiles.size === 0) printLine(stderr, `kafkabox: no profiles; they are kept in ${profilesFile(env)}`)
  for (const [name, given] of profiles) {
    const pairs = profileKinds.flatMap((kind) => (given[kind] === undefined ? [] : [[profileKeys[kind], given[kind]]]))
    if (isJson) printLine(stdout, JSON.stringify({ kind: 'profile', name, ...Object.fromEntries(pairs) }))
    else for (const [key, value] of pairs) printLine(stdout, `${name}.${key}=${value}`)
  }
}
