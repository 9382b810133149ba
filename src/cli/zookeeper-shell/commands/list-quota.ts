import { printLine } from '../../kit/output.ts'
import { ShellError } from '../errors.ts'
import { limitsPath, readQuotaNode, statsPath } from '../quota.ts'
import type { ShellCommand } from '../shell-command.ts'

export const listQuota: ShellCommand = {
  name: 'listquota',
  usage: 'path',
  words: 2,
  run: async ({ zookeeper, stdout, stderr }, line) => {
    const path = line.arg(1)
    printLine(stderr, `absolute path is ${limitsPath(path)}`)
    const limits = await readQuotaNode(zookeeper, limitsPath(path))
    if (limits === undefined) throw new ShellError(`quota for ${path} does not exist.`, 0)
    printLine(stdout, `Output quota for ${path} ${limits}`)
    const stats = await readQuotaNode(zookeeper, statsPath(path))
    if (stats !== undefined) printLine(stdout, `Output stat for ${path} ${stats}`)
  },
}
