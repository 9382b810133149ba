import { execFileSync } from 'node:child_process'
import type { TestProject } from 'vitest/node'
import { markWhole, startRecording } from '../options-exercised/runs.ts'
import { root } from './bundle.ts'
import { installRealKafka } from './real-kafka.ts'

/** Once before all tests: what they run is what the sources say, and the oracle is there where it can be. */
export default function setup({ vitest }: TestProject): () => Promise<void> {
  execFileSync(process.execPath, ['build.mjs'], { cwd: root, stdio: 'inherit' })
  for (const missing of installRealKafka()) console.log(`\n  ${missing}\n`)
  startRecording()
  return async () => {
    const all = await vitest.globTestSpecifications()
    if (vitest.state.getFiles().length === all.length) markWhole()
  }
}
