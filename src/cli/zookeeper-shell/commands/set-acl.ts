import { ZooKeeperError } from '../../../wire/jute/errors.ts'
import type { ZooKeeperClient } from '../../../zookeeper/client/client.ts'
import type { Output } from '../../kit/output.ts'
import { parseAcls } from '../acl-text.ts'
import { parseVersion } from '../java-numbers.ts'
import { statObject, statText } from '../node-stat.ts'
import { nodeStat } from '../results.ts'
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
  run: async ({ zookeeper, report, stdout, stderr }, line) => {
    const acl = parseAcls(line.arg(2), stderr)
    const version = parseVersion(line.value('v'))
    const put = (path: string) => zookeeper.setAcl(path, acl, version)
    if (line.has('R')) return putBelow(zookeeper, line.arg(1), put, stdout)
    const path = line.arg(1)
    const stat = await put(path)
    const shown = line.has('s')
    report.results(nodeStat, [{ path, stat: statObject(stat) }], () => (shown ? statText(stat) : ''))
  },
}

/** One node that refuses does not keep the others from their ACL; its complaint has no line of its own. */
async function putBelow(
  zookeeper: ZooKeeperClient,
  root: string,
  put: (path: string) => Promise<unknown>,
  stdout: Output,
): Promise<void> {
  const pending: Promise<unknown>[] = []
  const complain = (error: unknown) => {
    if (!(error instanceof ZooKeeperError)) throw error
    stdout.write(error.message)
  }
  await walk(zookeeper, root, (path) => pending.push(put(path).catch(complain)))
  await Promise.all(pending)
}
