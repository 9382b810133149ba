import type { Acl } from '../../../wire/jute/data.ts'
import { isZooKeeperError } from '../../../wire/jute/errors.ts'
import type { CreateMode, CreateOptions } from '../../../zookeeper/client/requests.ts'
import { printLine } from '../../kit/output.ts'
import { parseAcls } from '../acl-text.ts'
import { ShellError } from '../errors.ts'
import { parseInteger } from '../java-numbers.ts'
import type { ShellLine } from '../parse-options.ts'
import { createdNode } from '../results.ts'
import type { ShellCommand, ShellScope } from '../shell-command.ts'

export const create: ShellCommand = {
  name: 'create',
  usage: '[-s] [-e] [-c] [-t ttl] path [data] [acl]',
  words: 2,
  options: {
    e: { description: 'ephemeral' },
    s: { description: 'sequential' },
    c: { description: 'container' },
    t: { argument: true, description: 'ttl' },
  },
  run: async (scope, line) => {
    const mode = modeOf(line)
    const [, , data, aclText] = line.args
    const acl = aclText === undefined ? undefined : parseAcls(aclText, scope.stderr)
    const options = { ...mode, ...(acl === undefined ? {} : { acl }) }
    const path = await created(scope, line.arg(1), data === undefined ? null : Buffer.from(data), options)
    if (scope.report.isJson) scope.report.results(createdNode, [{ path }], () => '')
    else printLine(scope.stderr, `Created ${path}`)
  },
}

function modeOf(line: ShellLine): { mode: CreateMode; ttl?: number } {
  const sequential = line.has('s')
  const ephemeral = line.has('e')
  const container = line.has('c')
  if (container && (sequential || ephemeral)) {
    throw new ShellError('-c cannot be combined with -s or -e. Containers cannot be ephemeral or sequential.')
  }
  const ttl = ttlOf(line)
  if (ttl !== undefined) {
    if (ephemeral) throw new ShellError('TTLs cannot be used with Ephemeral znodes')
    if (container) throw new ShellError('TTLs cannot be used with Container znodes')
    refuseTtl(ttl)
    return { mode: sequential ? 'ttlSequential' : 'ttl', ttl }
  }
  if (container) return { mode: 'container' }
  if (ephemeral) return { mode: sequential ? 'ephemeralSequential' : 'ephemeral' }
  return { mode: sequential ? 'persistentSequential' : 'persistent' }
}

/** What a node's owner field has room for, in milliseconds: ZooKeeper's client refuses more before it asks the server. */
const longestTtl = 2 ** 40 - 1

function refuseTtl(ttl: number): void {
  if (ttl > 0 && ttl <= longestTtl) return
  throw new ShellError(`ttl must be positive and cannot be larger than: ${longestTtl}`)
}

function ttlOf(line: ShellLine): number | undefined {
  const text = line.value('t')
  if (text === undefined) return undefined
  const ttl = parseInteger(text, 'int64')
  if (ttl === undefined) throw new ShellError('-t argument must be a long value')
  return Number(ttl)
}

async function created(
  { zookeeper, stderr }: ShellScope,
  path: string,
  data: Buffer | null,
  options: CreateOptions & { acl?: Acl[] },
): Promise<string> {
  try {
    return (await zookeeper.create(path, data, options)).path
  } catch (error) {
    if (isZooKeeperError(error, 'ephemeralOnLocalSession')) {
      throw new ShellError('Unable to create ephemeral node on a local session')
    }
    if (isZooKeeperError(error, 'invalidACL')) printLine(stderr, error.message)
    throw error
  }
}
