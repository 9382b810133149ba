import { parseVersion } from '../java-numbers.ts'
import { statObject, statText } from '../node-stat.ts'
import { nodeStat } from '../results.ts'
import type { ShellCommand } from '../shell-command.ts'

export const set: ShellCommand = {
  name: 'set',
  usage: '[-s] [-v version] path data',
  words: 3,
  options: { s: { description: 'stats' }, v: { argument: true, description: 'version' } },
  run: async ({ zookeeper, report }, line) => {
    const path = line.arg(1)
    const stat = await zookeeper.set(path, Buffer.from(line.arg(2)), parseVersion(line.value('v')))
    report.results(nodeStat, [{ path, stat: statObject(stat) }], () => (line.has('s') ? statText(stat) : ''))
  },
}
