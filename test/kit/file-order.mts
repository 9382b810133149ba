import path from 'node:path'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

const transcripts = path.resolve(import.meta.dirname, '../verbatim')

/**
 * Spreads the files that play transcripts among the others. Each keeps the processors busy by itself; beside them goes what
 * mostly waits, rather than another of their kind.
 */
export class PlaysApart extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const plays = sorted.filter(({ moduleId }) => moduleId.startsWith(transcripts))
    const others = sorted.filter((file) => !plays.includes(file))
    if (plays.length === 0) return others
    return plays.flatMap((file, turn) => [file, ...others.filter((_, at) => at % plays.length === turn)])
  }
}
