import { deprecated } from '../deprecated.ts'
import { parseVersion } from '../java-numbers.ts'
import { deletedNode } from '../results.ts'
import type { ShellCommand } from '../shell-command.ts'

export const deleteNode: ShellCommand = {
  name: 'delete',
  usage: '[-v version] path',
  words: 2,
  options: { v: { argument: true, description: 'version' } },
  run: async ({ zookeeper, report, stderr }, line) => {
    if (line.args.length > 2) deprecated(stderr, 'delete path [version]', 'delete [-v version] path')
    const path = line.arg(1)
    await zookeeper.delete(path, parseVersion(line.value('v')))
    report.results(deletedNode, [{ path }], () => '')
  },
}
