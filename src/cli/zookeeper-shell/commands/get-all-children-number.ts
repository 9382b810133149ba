import { printLine } from '../../kit/output.ts'
import type { ShellCommand } from '../shell-command.ts'

export const getAllChildrenNumber: ShellCommand = {
  name: 'getAllChildrenNumber',
  usage: 'path',
  words: 2,
  run: async ({ zookeeper, stdout }, line) => {
    printLine(stdout, String(await zookeeper.allChildrenNumber(line.arg(1))))
  },
}
