import { ephemeralNodes } from '../results.ts'
import type { ShellCommand } from '../shell-command.ts'

export const getEphemerals: ShellCommand = {
  name: 'getEphemerals',
  usage: 'path',
  words: 1,
  run: async ({ zookeeper, report }, line) => {
    const paths = await zookeeper.ephemerals(line.args[1])
    report.results(ephemeralNodes, [{ paths }], () => `[${paths.join(', ')}]\n`)
  },
}
