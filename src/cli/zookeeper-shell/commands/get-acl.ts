import { printLine } from '../../kit/output.ts'
import { permissionText } from '../acl-text.ts'
import { printStat } from '../print-stat.ts'
import type { ShellCommand } from '../shell-command.ts'

export const getAcl: ShellCommand = {
  name: 'getAcl',
  usage: '[-s] path',
  words: 2,
  options: { s: { description: 'stats' } },
  run: async ({ zookeeper, stdout }, line) => {
    const { acl, stat } = await zookeeper.getAcl(line.arg(1))
    for (const { id, perms } of acl) {
      printLine(stdout, `'${id.scheme},'${id.id}`)
      printLine(stdout, `: ${permissionText(perms)}`)
    }
    if (line.has('s')) printStat(stdout, stat)
  },
}
