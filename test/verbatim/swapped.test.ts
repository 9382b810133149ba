import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { bundleProgram } from '../kit/bundle.ts'
import { canIsolate } from '../kit/isolated.ts'
import { realKafka } from '../kit/real-kafka.ts'
import type { Maker } from '../kit/servers.ts'
import { mixedFolder } from './mixed-folder.ts'
import { playFile, playScenario, transcriptOf } from './play-scenario.ts'
import { playableOn } from './scenarios.ts'
import { playLimitMs, seated } from './seated.ts'

/** The real one-shot shell prints its answer and, from another thread, that it is connected: on a busy machine sometimes in this order. */
const racing = ['zk-oneshot']

/**
 * Where every command takes a second and our servers none to start, the controller's first look at its leaders, 5 s after it
 * came, falls into the transcript; when that was recorded, the slow start of three real brokers had it behind it.
 */
const unbalanced = ['cluster-reassign']

function withoutRebalancing(folder: string, name: string): string {
  const file = path.join(folder, `.${name}.txt`)
  const text = readFileSync(transcriptOf(name), 'utf8')
  writeFileSync(file, text.replace(/^@broker .*$/gm, '$& auto.leader.rebalance.enable=false'))
  return file
}

let runner: string
beforeAll(async () => {
  runner = await bundleProgram('test/verbatim/runner/main.ts')
})

function playedBy(tools: Maker, servers: Maker, names: readonly string[]): void {
  let folder: string
  beforeAll(() => {
    folder = mixedFolder(tools, servers)
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  for (const name of names) {
    const again = tools === 'real' && racing.includes(name) ? { retry: 3 } : {}
    const mustNotBalance = tools === 'real' && unbalanced.includes(name)
    const play = () =>
      mustNotBalance
        ? playFile(runner, ['--bin', folder], withoutRebalancing(folder, name))
        : playScenario(runner, folder, name)
    test(name, { timeout: playLimitMs, ...again }, seated(play))
  }
}

const options = { concurrent: canIsolate }
const everywhere = playableOn('any')
const onRealServers = playableOn('any', 'real servers')
describe.skipIf(!realKafka)('our tools on the real servers', options, () => playedBy('ours', 'real', onRealServers))
describe.skipIf(!realKafka)('the real tools on our servers', options, () => playedBy('real', 'ours', everywhere))
