import type { ZooKeeperClient } from '../../../zookeeper/client/client.ts'
import { printLine } from '../../kit/output.ts'
import {
  fieldOfOption,
  formatQuota,
  limitsPath,
  parseQuota,
  quotaChildren,
  quotaOptions,
  quotaRoot,
  readQuotaNode,
  statsPath,
} from '../quota.ts'
import type { ShellCommand } from '../shell-command.ts'

export const deleteQuota: ShellCommand = {
  name: 'delquota',
  usage: '[-n|-b|-N|-B] path',
  words: 2,
  options: quotaOptions,
  exclusive: true,
  run: async ({ zookeeper, stdout }, line) => {
    const path = line.arg(1)
    const limits = await readQuotaNode(zookeeper, limitsPath(path))
    if (limits === undefined) return printLine(stdout, `Quota does not exist for ${path}`)
    const chosen = Object.entries(fieldOfOption).find(([letter]) => line.has(letter))
    if (chosen === undefined) return removeQuota(zookeeper, path)
    const quota = { ...parseQuota(limits), [chosen[1]]: -1n }
    await zookeeper.set(limitsPath(path), Buffer.from(formatQuota(quota)))
  },
}

async function removeQuota(zookeeper: ZooKeeperClient, path: string): Promise<void> {
  await zookeeper.delete(limitsPath(path))
  await zookeeper.delete(statsPath(path))
  await removeEmpty(zookeeper, `${quotaRoot}${path}`)
}

/** Removes the node and those above it that are left without children, up to the root of all quotas. */
async function removeEmpty(zookeeper: ZooKeeperClient, path: string): Promise<void> {
  for (let at = path; at !== quotaRoot; at = at.slice(0, at.lastIndexOf('/'))) {
    if ((await quotaChildren(zookeeper, at)).length > 0) return
    await zookeeper.delete(at)
  }
}
