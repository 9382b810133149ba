import { isZooKeeperError } from '../../wire/jute/errors.ts'
import type { ZooKeeperClient } from '../../zookeeper/client/client.ts'
import { ShellError } from './errors.ts'
import { childPath } from './walk.ts'

/** A quota, or what a subtree holds: -1 stands for none. */
export interface Quota {
  count: bigint
  bytes: bigint
  byteHardLimit: bigint
  countHardLimit: bigint
}
export type QuotaField = keyof Quota

export const quotaRoot = '/zookeeper/quota'
export const limitsPath = (path: string) => `${quotaRoot}${path}/zookeeper_limits`
export const statsPath = (path: string) => `${quotaRoot}${path}/zookeeper_stats`

/** The options that choose a limit, as setquota and delquota have them. */
export const quotaOptions = {
  n: { description: 'num soft quota' },
  b: { description: 'bytes soft quota' },
  N: { description: 'num hard quota' },
  B: { description: 'bytes hard quota' },
} as const

export const fieldOfOption: Record<keyof typeof quotaOptions, QuotaField> = {
  n: 'count',
  b: 'bytes',
  N: 'countHardLimit',
  B: 'byteHardLimit',
}

export const noQuota: Quota = { count: -1n, bytes: -1n, byteHardLimit: -1n, countHardLimit: -1n }

export function formatQuota(quota: Quota): string {
  const { count, bytes, byteHardLimit, countHardLimit } = quota
  return `count=${count},bytes=${bytes}=;byteHardLimit=${byteHardLimit};countHardLimit=${countHardLimit}`
}

/** Reads what the limits and the stats of a path hold; a part that is not there counts as none. */
export function parseQuota(text: string): Quota {
  const quota = { ...noQuota }
  for (const [, name = '', value = ''] of text.matchAll(/(\w+)=(-?\d+)/g)) {
    if (isQuotaField(name)) quota[name] = BigInt(value)
  }
  return quota
}

function isQuotaField(name: string): name is QuotaField {
  return Object.hasOwn(noQuota, name)
}

/** The text of a quota node, or undefined. */
export async function readQuotaNode(zookeeper: ZooKeeperClient, path: string): Promise<string | undefined> {
  try {
    return (await zookeeper.get(path)).data?.toString() ?? ''
  } catch (error) {
    if (isZooKeeperError(error, 'noNode')) return undefined
    throw error
  }
}

/** Quotas don't nest: no node above the path may have one, nor any below it. */
export async function refuseNesting(zookeeper: ZooKeeperClient, path: string): Promise<void> {
  const parts = path.split('/').filter(Boolean)
  for (let length = 1; length < parts.length; length++) {
    const parent = `/${parts.slice(0, length).join('/')}`
    if ((await zookeeper.exists(limitsPath(parent))) !== undefined) {
      throw new ShellError(`${path} has a parent ${parent} which has a quota`)
    }
  }
  await refuseBelow(zookeeper, path, path)
}

async function refuseBelow(zookeeper: ZooKeeperClient, path: string, at: string): Promise<void> {
  const children = await quotaChildren(zookeeper, `${quotaRoot}${at}`)
  if (at !== path && children.includes('zookeeper_limits')) {
    throw new ShellError(`${path} has a child ${at} which has a quota`)
  }
  for (const child of children.filter((name) => !name.startsWith('zookeeper_'))) {
    await refuseBelow(zookeeper, path, childPath(at, child))
  }
}

export async function quotaChildren(zookeeper: ZooKeeperClient, path: string): Promise<string[]> {
  try {
    return (await zookeeper.children(path)).children
  } catch (error) {
    if (isZooKeeperError(error, 'noNode')) return []
    throw error
  }
}
