import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, bench, describe } from 'vitest'
import { systemClock } from '../../src/base/clock.ts'
import { nodeDisk } from '../../src/base/disk/node-disk.ts'
import { silentLogger } from '../../src/base/logger.ts'
import { systemRandom } from '../../src/base/random.ts'
import { defaultLogConfig, openLogManager } from '../../src/log/index.ts'
import { batchHeaderSize } from '../../src/wire/records/batch.ts'
import { batchOf } from './kit.ts'

// By hand: npx vitest bench test/log --run. Megabytes per second = operations per second × bytes in the name.
const folder = mkdtempSync(path.join(tmpdir(), 'kafkabox-bench-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const manager = await openLogManager({
  ...{ disk: nodeDisk, clock: systemClock, random: systemRandom, logger: silentLogger, directories: [folder] },
  configOf: () => ({ ...defaultLogConfig, segmentBytes: 64 * 1024 * 1024, retentionBytes: 0 }),
})

describe('append, and read at the end', () => {
  for (const count of [1, 15, 150, 1000]) {
    const batch = batchOf(Array.from({ length: count }, () => ({ value: 'x'.repeat(1000) })))
    const log = manager.getOrCreateLog(`records-${count}`, 0, { isNew: true })
    const received = Buffer.from(batch)
    bench(`${count} records of 1,000 bytes, ${batch.length} bytes`, () => {
      received.set(batch.subarray(0, batchHeaderSize))
      const { firstOffset } = log.appendAsLeader(received, 0)
      log.highWatermark = log.logEndOffset
      log.read(firstOffset, 1_000_000, { upTo: 'highWatermark', minOneMessage: true })
    })
  }
})
