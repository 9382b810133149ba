import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: 'test/kit/global-setup.ts',
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    // In CI a second try tells a busy machine from a broken test; at a desk a failure is to be seen at once.
    retry: process.env.CI ? 1 : 0,
  },
})
