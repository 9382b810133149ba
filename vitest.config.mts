import { defineConfig } from 'vitest/config'
import { PlaysApart } from './test/kit/file-order.mts'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: 'test/kit/global-setup.ts',
    // These only end what hangs: on a busy machine everything takes ten times as long.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    expect: { poll: { interval: 50, timeout: 60_000 } },
    maxWorkers: 2,
    sequence: { sequencer: PlaysApart },
    // In CI a second try tells a busy machine from a broken test; at a desk a failure is to be seen at once.
    retry: process.env.CI ? 1 : 0,
  },
})
