import { ZooKeeperError } from '../../../wire/jute/errors.ts'
import { identity } from '../results.ts'
import type { ShellCommand } from '../shell-command.ts'

export const whoAmI: ShellCommand = {
  name: 'whoami',
  usage: '',
  words: 1,
  run: async ({ zookeeper, report }) => {
    const identities = await zookeeper.whoAmI().catch(noneWhenRefused)
    const known = identities.map(({ authScheme: scheme, user }) => ({ scheme, user }))
    report.results(identity, known, () => {
      return ['Auth scheme: User', ...known.map(({ scheme, user }) => `${scheme}: ${user}`), ''].join('\n')
    })
  },
}

/** ZooKeeper's client does not look whether the question was answered. */
function noneWhenRefused(error: unknown): [] {
  if (error instanceof ZooKeeperError) return []
  throw error
}
