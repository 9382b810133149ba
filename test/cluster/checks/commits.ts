import type { TopicPartition } from '../../../src/client/topic-partition.ts'
import { type Commit, type History, partitionKey } from '../history.ts'

/** The last commit that was acknowledged is kept, unless another one, of which nobody knows how it went, came after it. */
export function checkCommits(history: History, kept: ReadonlyMap<string, TopicPartition & { offset: number }>): void {
  const byPartition = new Map<string, Commit[]>()
  for (const commit of history.commits) {
    const key = partitionKey(commit)
    byPartition.set(key, [...(byPartition.get(key) ?? []), commit])
  }
  for (const [key, commits] of byPartition) {
    const last = commits.filter(({ isAcknowledged }) => isAcknowledged).sort((a, b) => b.begun - a.begun)[0]
    if (last === undefined) continue
    const possible = commits.filter(({ ended }) => ended >= last.begun).map(({ offset }) => offset)
    const offset = kept.get(key)?.offset
    if (offset !== undefined && possible.includes(offset)) continue
    history.violate('commit lost', `${key}: ${last.offset} was committed, the group has ${offset}`)
  }
}
