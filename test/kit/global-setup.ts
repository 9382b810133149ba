import { execFileSync } from 'node:child_process'
import { availableParallelism } from 'node:os'
import type { TestProject } from 'vitest/node'
import { markWhole, startRecording } from '../options-exercised/runs.ts'
import { root } from './bundle.ts'
import { installRealKafka } from './real-kafka.ts'
import { openSeats } from './seats.ts'

/** Plays of transcripts at once: each keeps about one processor busy, when it does not just wait. */
const plays = availableParallelism() + 1

/** Once before all tests: what they run is what the sources say, and the oracle is there where it can be. */
export default async function setup({ vitest }: TestProject): Promise<() => Promise<void>> {
  execFileSync(process.execPath, ['build.mjs'], { cwd: root, stdio: 'inherit' })
  for (const missing of installRealKafka()) console.log(`\n  ${missing}\n`)
  startRecording()
  const closeSeats = await openSeats(plays)
  return async () => {
    closeSeats()
    const all = await vitest.globTestSpecifications()
    if (vitest.state.getFiles().length === all.length) markWhole()
  }
}
