import { isZooKeeperError } from '../../../wire/jute/errors.ts'
import type { ZooKeeperClient } from '../../../zookeeper/client/client.ts'
import { type Output, printLine } from '../../kit/output.ts'
import { ShellError } from '../errors.ts'
import { parseInteger } from '../java-numbers.ts'
import type { ShellLine } from '../parse-options.ts'
import {
  fieldOfOption,
  formatQuota,
  limitsPath,
  noQuota,
  parseQuota,
  type Quota,
  type QuotaField,
  quotaOptions,
  quotaRoot,
  readQuotaNode,
  refuseNesting,
  statsPath,
} from '../quota.ts'
import type { ShellCommand } from '../shell-command.ts'

/** The exit code of a wrong limit: ZooKeeper's shell only prints a line. */
const harmless = 0

const withArgument = { argument: true } as const

export const setQuota: ShellCommand = {
  name: 'setquota',
  usage: '-n|-b|-N|-B val path',
  words: 2,
  options: {
    n: { ...quotaOptions.n, ...withArgument },
    b: { ...quotaOptions.b, ...withArgument },
    N: { ...quotaOptions.N, ...withArgument },
    B: { ...quotaOptions.B, ...withArgument },
  },
  exclusive: true,
  choiceRequired: true,
  run: async ({ zookeeper, stdout }, line) => {
    const path = line.arg(1)
    if (path.startsWith(quotaRoot)) throw new ShellError(`cannot set a quota under the path: ${quotaRoot}`, harmless)
    const wanted = wantedLimit(line)
    if ((await zookeeper.exists(path)) === undefined) throw new ShellError(`${path} does not exist.`)
    await refuseNesting(zookeeper, path)
    const quota = await storeLimit(zookeeper, path, wanted)
    await warnWhenExceeded(zookeeper, path, quota, stdout)
  },
}

interface Limit {
  field: QuotaField
  value: bigint
}

function wantedLimit(line: ShellLine): Limit {
  for (const [letter, field] of Object.entries(fieldOfOption)) {
    const text = line.value(letter)
    if (text !== undefined) return { field, value: checkedValue(field, text) }
  }
  throw new ShellError('setquota -n|-b|-N|-B val path')
}

function checkedValue(field: QuotaField, text: string): bigint {
  const counts = field === 'count' || field === 'countHardLimit'
  const value = parseInteger(text, counts ? 'int32' : 'int64')
  if (value === undefined) throw new ShellError('NumberFormatException happens when parsing the option value', harmless)
  if (counts && value <= 0n) throw new ShellError('the num quota must be greater than zero', harmless)
  if (!counts && value < 0n) throw new ShellError('the bytes quota must be greater than or equal to zero', harmless)
  return value
}

async function storeLimit(zookeeper: ZooKeeperClient, path: string, { field, value }: Limit): Promise<Quota> {
  const before = await readQuotaNode(zookeeper, limitsPath(path))
  const quota = { ...(before === undefined ? noQuota : parseQuota(before)), [field]: value }
  const data = Buffer.from(formatQuota(quota))
  if (before !== undefined) await zookeeper.set(limitsPath(path), data)
  else await createQuota(zookeeper, path, data)
  return quota
}

/** The server fills the stats in when their node appears. */
async function createQuota(zookeeper: ZooKeeperClient, path: string, limits: Buffer): Promise<void> {
  let parent = ''
  // Below a chroot not even the root of all quotas is there.
  for (const part of `${quotaRoot}${path}`.split('/').filter(Boolean)) {
    parent = `${parent}/${part}`
    await createUnlessThere(zookeeper, parent)
  }
  await zookeeper.create(limitsPath(path), limits)
  await zookeeper.create(statsPath(path), Buffer.from('count=0,bytes=0'))
}

async function createUnlessThere(zookeeper: ZooKeeperClient, path: string): Promise<void> {
  if ((await zookeeper.exists(path)) !== undefined) return
  try {
    await zookeeper.create(path, null)
  } catch (error) {
    if (!isZooKeeperError(error, 'nodeExists')) throw error
  }
}

async function warnWhenExceeded(zookeeper: ZooKeeperClient, path: string, quota: Quota, stdout: Output): Promise<void> {
  const { count, bytes } = parseQuota((await readQuotaNode(zookeeper, statsPath(path))) ?? '')
  if (quota.count > -1n && quota.count < count) {
    printLine(stdout, `[Warning]: the count quota you create is less than the existing count:${count}`)
  }
  if (quota.bytes > -1n && quota.bytes < bytes) {
    printLine(stdout, `[Warning]: the bytes quota you create is less than the existing bytes:${bytes}`)
  }
}
