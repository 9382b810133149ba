import { printLine } from '../../kit/output.ts'
import type { ShellCommand } from '../shell-command.ts'

export const getEphemerals: ShellCommand = {
  name: 'getEphemerals',
  usage: 'path',
  words: 1,
  run: async ({ zookeeper, stdout }, line) => {
    const paths = await zookeeper.ephemerals(line.args[1])
    printLine(stdout, `[${paths.join(', ')}]`)
  },
}
