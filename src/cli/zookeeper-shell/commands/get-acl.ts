import { permissionText } from '../acl-text.ts'
import { statObject, statText } from '../node-stat.ts'
import { nodeAcl } from '../results.ts'
import type { ShellCommand } from '../shell-command.ts'

export const getAcl: ShellCommand = {
  name: 'getAcl',
  usage: '[-s] path',
  words: 2,
  options: { s: { description: 'stats' } },
  run: async ({ zookeeper, report }, line) => {
    const path = line.arg(1)
    const { acl: entries, stat } = await zookeeper.getAcl(path)
    const acl = entries.map(({ id, perms }) => ({ ...id, permissions: permissionText(perms) }))
    report.results(nodeAcl, [{ path, acl, stat: statObject(stat) }], () => {
      const lines = acl.map(({ scheme, id, permissions }) => `'${scheme},'${id}\n: ${permissions}\n`)
      return `${lines.join('')}${line.has('s') ? statText(stat) : ''}`
    })
  },
}
