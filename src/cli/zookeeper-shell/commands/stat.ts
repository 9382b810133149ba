import { ZooKeeperError } from '../../../wire/jute/errors.ts'
import { deprecated } from '../deprecated.ts'
import { statObject, statText } from '../node-stat.ts'
import { nodeStat } from '../results.ts'
import type { ShellCommand } from '../shell-command.ts'

export const stat: ShellCommand = {
  name: 'stat',
  usage: '[-w] path',
  words: 2,
  options: { w: { description: 'watch' } },
  run: async ({ zookeeper, report, stderr, watch }, line) => {
    const old = line.args.length > 2
    if (old) deprecated(stderr, 'stat path [watch]', 'stat [-w] path')
    const path = line.arg(1)
    const found = await zookeeper.exists(path, { watch: old || line.has('w') ? watch : undefined })
    if (found === undefined) throw new ZooKeeperError('noNode', path)
    report.results(nodeStat, [{ path, stat: statObject(found) }], () => statText(found))
  },
}
