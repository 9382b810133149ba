import { printLine } from '../../kit/output.ts'
import type { ShellCommand } from '../shell-command.ts'

export const whoAmI: ShellCommand = {
  name: 'whoami',
  usage: '',
  words: 1,
  run: async ({ zookeeper, stdout }) => {
    const identities = await zookeeper.whoAmI()
    printLine(stdout, 'Auth scheme: User')
    for (const { authScheme, user } of identities) printLine(stdout, `${authScheme}: ${user}`)
  },
}
