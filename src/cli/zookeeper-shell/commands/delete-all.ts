import { ZooKeeperError } from '../../../wire/jute/errors.ts'
import type { ZooKeeperClient } from '../../../zookeeper/client/client.ts'
import { printLine } from '../../kit/output.ts'
import { ShellError } from '../errors.ts'
import { parseInteger } from '../java-numbers.ts'
import { deletedNode } from '../results.ts'
import type { ShellCommand } from '../shell-command.ts'
import { childPath } from '../walk.ts'

const defaultBatch = 1000

export const deleteAll: ShellCommand = {
  name: 'deleteall',
  usage: 'path [-b batch size]',
  words: 2,
  options: { b: { argument: true, description: 'batch size' } },
  run: async ({ zookeeper, report, stderr }, line) => {
    const batch = batchSize(line.value('b'))
    const paths = (await subtree(zookeeper, line.arg(1))).reverse()
    let failed = false
    for (let at = 0; at < paths.length; at += batch) {
      const part = paths.slice(at, at + batch)
      const ends = await Promise.all(part.map((path) => isGone(zookeeper, path)))
      const gone = part.filter((_, index) => ends[index])
      const deleted = gone.map((path) => ({ path }))
      report.results(deletedNode, deleted, () => '')
      failed ||= gone.length < part.length
    }
    if (!failed) return
    const text = 'Failed to delete some node(s) in the subtree!'
    report.failure(new ShellError(text), () => printLine(stderr, text))
  },
}

function batchSize(text: string | undefined): number {
  if (text === undefined) return defaultBatch
  const batch = parseInteger(text, 'int32')
  if (batch === undefined) throw new ShellError('-b argument must be an int value')
  return Math.max(1, Number(batch))
}

/** The node and all below it, every parent before its children. */
async function subtree(zookeeper: ZooKeeperClient, path: string): Promise<string[]> {
  const paths = [path]
  for (let at = 0; at < paths.length; at++) {
    const parent = paths[at] ?? path
    const { children } = await zookeeper.children(parent)
    paths.push(...children.map((name) => childPath(parent, name)))
  }
  return paths
}

async function isGone(zookeeper: ZooKeeperClient, path: string): Promise<boolean> {
  try {
    await zookeeper.delete(path)
    return true
  } catch (error) {
    if (!(error instanceof ZooKeeperError)) throw error
    return error.errorName === 'noNode'
  }
}
