import { ZooKeeperError } from '../../../wire/jute/errors.ts'
import { printLine } from '../../kit/output.ts'
import type { ShellCommand } from '../shell-command.ts'

export const whoAmI: ShellCommand = {
  name: 'whoami',
  usage: '',
  words: 1,
  run: async ({ zookeeper, stdout }) => {
    const identities = await zookeeper.whoAmI().catch(noneWhenRefused)
    printLine(stdout, 'Auth scheme: User')
    for (const { authScheme, user } of identities) printLine(stdout, `${authScheme}: ${user}`)
  },
}

/** ZooKeeper's client does not look whether the question was answered. */
function noneWhenRefused(error: unknown): [] {
  if (error instanceof ZooKeeperError) return []
  throw error
}
