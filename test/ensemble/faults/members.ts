import { ZooKeeperError } from '../../../src/wire/jute/errors.ts'
import type { ZooKeeperClient } from '../../../src/zookeeper/client/client.ts'
import type { ServerNode } from '../server-node.ts'
import type { Stage } from '../stage.ts'

const patienceMs = 4000

/** Asks for it once; it may come to nothing, or nobody may know. */
export function leave(stage: Stage, { id }: ServerNode): Promise<void> {
  return change(stage, { leaving: String(id), joining: null })
}

export function join(stage: Stage, { line }: ServerNode): Promise<void> {
  return change(stage, { leaving: null, joining: line })
}

async function change(stage: Stage, what: { leaving: string | null; joining: string | null }): Promise<void> {
  await withClient(stage, (client) => client.reconfigure({ ...what, members: null, fromVersion: -1n }))
}

/** Undefined when there was no answer in time, or a refusal. */
async function withClient<T>(stage: Stage, task: (client: ZooKeeperClient) => Promise<T>): Promise<T | undefined> {
  const client = stage.director.client(stage.hosts, 10_000)
  const attempt = task(client).catch((error: unknown) => {
    if (!(error instanceof ZooKeeperError)) throw error
    stage.note(`is refused: ${error.message}`)
    return undefined
  })
  try {
    return await Promise.race([attempt, stage.wait(patienceMs).then(() => undefined)])
  } finally {
    client.abandon()
  }
}

/** Brings everybody back into a mended ensemble. */
export async function hasAllMembers(stage: Stage, milliseconds: number): Promise<boolean> {
  if (!stage.shape.isChanging) return true
  const { clock } = stage.director
  const deadline = clock.elapsed() + milliseconds
  while (clock.elapsed() < deadline) {
    const config = (await withClient(stage, (client) => client.config()))?.data?.toString()
    const missing = stage.servers.filter(({ line }) => config !== undefined && !config.includes(line))
    if (config !== undefined && missing.length === 0) return true
    for (const server of missing) await join(stage, server)
    await stage.wait(200)
  }
  stage.history.violate('not converged', `not everybody is a member ${milliseconds} ms after everything was mended`)
  return false
}
