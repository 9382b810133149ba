import { printLine } from '../../kit/output.ts'
import { deprecated } from '../deprecated.ts'
import type { ShellLine } from '../parse-options.ts'
import { printStat } from '../print-stat.ts'
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
    if (line.has('R')) await walk(scope.zookeeper, line.arg(1), (path) => printLine(scope.stdout, path), watch)
    else await list(scope, line, watch)
  },
}

async function list({ zookeeper, stdout }: ShellScope, line: ShellLine, watch: ShellScope['watch'] | undefined) {
  const { children, stat } = await zookeeper.children(line.arg(1), { watch })
  printLine(stdout, `[${children.sort().join(', ')}]`)
  if (line.has('s')) printStat(stdout, stat)
}
