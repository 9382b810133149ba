import type { ZooKeeperClient } from '../../zookeeper/client/client.ts'
import { isConnected } from '../../zookeeper/client/session-state.ts'
import { shellWords } from './shell-commands.ts'
import { childPath } from './walk.ts'

/** What the last word of the line may go on as, and that word: a command first, then paths. */
export async function completeLine(line: string, zookeeper: ZooKeeperClient): Promise<[string[], string]> {
  const word = line.slice(line.lastIndexOf(' ') + 1)
  const candidates = line.includes(' ') ? await paths(word, zookeeper) : commandNames()
  return [candidates.filter((candidate) => candidate.startsWith(word)), word]
}

function commandNames(): string[] {
  return shellWords.map((name) => `${name} `)
}

async function paths(word: string, zookeeper: ZooKeeperClient): Promise<string[]> {
  if (!word.startsWith('/') || !isConnected(zookeeper.state)) return []
  const parent = word.slice(0, Math.max(1, word.lastIndexOf('/')))
  try {
    const { children } = await zookeeper.children(parent)
    return children.sort().map((name) => childPath(parent, name))
  } catch {
    return []
  }
}
