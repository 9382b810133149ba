import { LabError } from '../../lab/lab-error.ts'
import { answer, filesAnswer, type Shell } from '../completion/answer.ts'
import { findPlace, type Given, lastValue } from '../completion/place.ts'
import type { CommandContext } from '../kit/command.ts'
import { completionScript } from './results.ts'
import type { Subcommand } from './subcommand.ts'

const shells = ['bash', 'zsh', 'fish'] as const

export const completion: Subcommand = {
  name: 'completion',
  arguments: '<bash|zsh|fish>',
  positional: [shells],
  summary: "print the script that completes Kafka's commands, their options, and the names in your cluster",
  options: {},
  results: [completionScript],
  async run({ report }, [shell = '']) {
    const known = shells.find((name) => name === shell)
    if (known === undefined) throw new LabError(`there is completion for bash, zsh and fish, not for '${shell}'`)
    const [{ executables, readCatalog }, { scripts }] = await Promise.all([
      import('../completion/catalog.ts'),
      import('../completion/scripts.ts'),
    ])
    const script = scripts[known](readCatalog().flatMap(executables))
    report.results(completionScript, [{ shell: known, script }], () => script)
    return 0
  },
}

/** What the scripts call: `complete bash LINE`, or `complete zsh WORDS...` with the last one at the cursor. */
export const complete: Subcommand = {
  name: 'complete',
  arguments: '<shell> [words...]',
  summary: 'tell what the last word of a command line can go on as',
  options: {},
  hidden: true,
  passThrough: true,
  async run(context, [shell = '', ...args]) {
    const known = shells.find((name) => name === shell)
    if (known !== undefined) context.stdout.write(await answerOf(context, known, args))
    return 0
  },
}

async function answerOf(context: CommandContext, shell: Shell, args: readonly string[]): Promise<string> {
  const { splitLine } = await import('../completion/split-line.ts')
  const { words, typed } = shell === 'bash' ? splitLine(args[0] ?? '') : { words: args, typed: args.at(-1) ?? '' }
  const [name = '', ...rest] = words
  const { findCommand, readCatalog } = await import('../completion/catalog.ts')
  const command = findCommand(readCatalog(), name)
  if (command === undefined || rest.length === 0) return ''
  const place = findPlace(command, rest)
  const files = filesAnswer(place)
  if (files !== undefined) return files
  const [{ candidatesFor }, { Sources }, { readProfiles }] = await Promise.all([
    import('../completion/candidates.ts'),
    import('../completion/sources.ts'),
    import('../profiles/profiles.ts'),
  ])
  const candidates = await candidatesFor(place, {
    sources: new Sources(context, [...(await profileGiven(context, place.given)), ...place.given]),
    labServers: () => labServers(context),
    profiles: () => [...readProfiles(context.env).keys()],
  })
  return answer(shell, candidates, place, { word: typed, breaks: context.env.KAFKABOX_WORDBREAKS ?? '' })
}

/** What a profile supplies stands behind what was typed. */
async function profileGiven({ env }: CommandContext, given: readonly Given[]): Promise<Given[]> {
  const name = lastValue(given, 'profile') ?? env.KAFKABOX_PROFILE
  if (name === undefined) return []
  const { ProfileError, findProfile, profileKinds } = await import('../profiles/profiles.ts')
  try {
    const profile = findProfile(env, name)
    return profileKinds.flatMap((takes) => {
      const value = profile[takes]
      return value === undefined ? [] : [{ option: undefined, takes, value, isDefault: true as const }]
    })
  } catch (error) {
    if (error instanceof ProfileError) return []
    throw error
  }
}

async function labServers(context: CommandContext): Promise<string[]> {
  const [{ openServers }, { openServices }] = await Promise.all([import('./server-verbs.ts'), import('./services.ts')])
  const running = await (await openServers(context)).list()
  return [...running, ...(await openServices(context)).named([])].map(({ name }) => name)
}
