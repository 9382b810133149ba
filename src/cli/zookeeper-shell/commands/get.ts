import { printLine } from '../../kit/output.ts'
import { deprecated } from '../deprecated.ts'
import { printStat } from '../print-stat.ts'
import type { ShellCommand } from '../shell-command.ts'

export const get: ShellCommand = {
  name: 'get',
  usage: '[-s] [-w] path',
  words: 2,
  options: { s: { description: 'stats' }, w: { description: 'watch' } },
  run: async ({ zookeeper, stdout, stderr, watch }, line) => {
    const old = line.args.length > 2
    if (old) deprecated(stderr, 'get path [watch]', 'get [-s] [-w] path')
    const { data, stat } = await zookeeper.get(line.arg(1), { watch: old || line.has('w') ? watch : undefined })
    printLine(stdout, data === null ? 'null' : data.toString())
    if (line.has('s')) printStat(stdout, stat)
  },
}
