import { descendantCount } from '../results.ts'
import type { ShellCommand } from '../shell-command.ts'

export const getAllChildrenNumber: ShellCommand = {
  name: 'getAllChildrenNumber',
  usage: 'path',
  words: 2,
  run: async ({ zookeeper, report }, line) => {
    const path = line.arg(1)
    const count = await zookeeper.allChildrenNumber(path)
    report.results(descendantCount, [{ path, count }], () => `${count}\n`)
  },
}
