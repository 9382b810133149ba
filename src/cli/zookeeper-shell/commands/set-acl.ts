import type { Stat } from '../../../wire/jute/data.ts'
import { parseAcls } from '../acl-text.ts'
import { parseVersion } from '../java-numbers.ts'
import { printStat } from '../print-stat.ts'
import type { ShellCommand } from '../shell-command.ts'
import { walk } from '../walk.ts'

export const setAcl: ShellCommand = {
  name: 'setAcl',
  usage: '[-s] [-v version] [-R] path acl',
  words: 3,
  options: {
    s: { description: 'stats' },
    v: { argument: true, description: 'version' },
    R: { description: 'recursive' },
  },
  run: async ({ zookeeper, stdout, stderr }, line) => {
    const acl = parseAcls(line.arg(2), stderr)
    const version = parseVersion(line.value('v'))
    const put = async (path: string) => {
      const stat = await zookeeper.setAcl(path, acl, version)
      if (line.has('s')) printStat(stdout, stat)
      return stat
    }
    if (!line.has('R')) return void (await put(line.arg(1)))
    const pending: Promise<Stat>[] = []
    await walk(zookeeper, line.arg(1), (path) => pending.push(put(path)))
    await Promise.all(pending)
  },
}
