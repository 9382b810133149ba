import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { endUp, startUp, tool } from './up-process.ts'

const home = mkdtempSync(path.join(tmpdir(), 'kafkabox-kept-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

test('what is kept survives a change from one server to three and back', async () => {
  const data = ['--data', path.join(home, 'kept')]
  for (const [count, expected] of [
    [1, ''],
    [3, 'topic-1'],
    [3, 'topic-1\ntopic-2'],
    [1, 'topic-1\ntopic-2\ntopic-3'],
    [3, 'topic-1\ntopic-2\ntopic-3\ntopic-4'],
  ] as const) {
    const up = await startUp(home, ...data, '--zookeepers', String(count))
    expect(await tool('kafka-topics', '--bootstrap-server', up.bootstrap, '--list')).toBe(expected)
    const next = `topic-${expected.split('\n').filter(Boolean).length + 1}`
    await tool('kafka-topics', '--bootstrap-server', up.bootstrap, '--create', '--topic', next)
    await endUp(up)
  }
})
