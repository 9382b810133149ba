import { parseVersion } from '../java-numbers.ts'
import { printStat } from '../print-stat.ts'
import type { ShellCommand } from '../shell-command.ts'

export const set: ShellCommand = {
  name: 'set',
  usage: '[-s] [-v version] path data',
  words: 3,
  options: { s: { description: 'stats' }, v: { argument: true, description: 'version' } },
  run: async ({ zookeeper, stdout }, line) => {
    const stat = await zookeeper.set(line.arg(1), Buffer.from(line.arg(2)), parseVersion(line.value('v')))
    if (line.has('s')) printStat(stdout, stat)
  },
}
