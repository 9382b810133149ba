import { deprecated } from '../deprecated.ts'
import { statObject, statText } from '../node-stat.ts'
import type { ShellLine } from '../parse-options.ts'
import { nodeChildren, nodePath } from '../results.ts'
import type { ShellCommand, ShellScope } from '../shell-command.ts'
import { walk } from '../walk.ts'

export const ls: ShellCommand = {
  name: 'ls',
  usage: '[-s] [-w] [-R] path',
  words: 2,
  options: {
    '?': { description: 'help' },
    s: { description: 'stat' },
    w: { description: 'watch' },
    R: { description: 'recurse' },
  },
  help: 'usage: ls [options] path\n -?   help\n -R   recurse\n -s   stat\n -w   watch\n',
  run: async (scope, line) => {
    const old = line.args.length > 2
    if (old) deprecated(scope.stderr, 'ls path [watch]', 'ls [-w] path')
    const watch = old || line.has('w') ? scope.watch : undefined
    if (line.has('R')) await listBelow(scope, line.arg(1), watch)
    else await list(scope, line, watch)
  },
}

function listBelow({ zookeeper, report }: ShellScope, root: string, watch: ShellScope['watch'] | undefined) {
  const tell = (path: string) => report.results(nodePath, [{ path }], () => `${path}\n`)
  return walk(zookeeper, root, tell, watch)
}

async function list({ zookeeper, report }: ShellScope, line: ShellLine, watch: ShellScope['watch'] | undefined) {
  const path = line.arg(1)
  const { children, stat } = await zookeeper.children(path, { watch })
  children.sort()
  report.results(nodeChildren, [{ path, children, stat: statObject(stat) }], () => {
    return `[${children.join(', ')}]\n${line.has('s') ? statText(stat) : ''}`
  })
}
