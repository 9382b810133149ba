import type { ShellLine } from '../parse-options.ts'
import type { ShellCommand } from '../shell-command.ts'

export const removeWatches: ShellCommand = {
  name: 'removewatches',
  usage: 'path [-c|-d|-a] [-l]',
  words: 2,
  options: {
    c: { description: 'child watcher type' },
    d: { description: 'data watcher type' },
    a: { description: 'any watcher type' },
    l: { description: 'remove locally when there is no server connection' },
  },
  run: ({ zookeeper, watch }, line) =>
    zookeeper.removeWatches(line.arg(1), typeOf(line), { watch, local: line.has('l') }),
}

function typeOf(line: ShellLine): 'children' | 'data' | 'any' {
  if (line.has('c')) return 'children'
  return line.has('d') ? 'data' : 'any'
}
