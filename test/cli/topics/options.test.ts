import { expect, test } from 'vitest'
import { runTool } from '../../kit/tool.ts'

test('--alter with --config points to kafka-configs before it asks for anything else', async () => {
  const args = ['--bootstrap-server', 'localhost:1', '--alter', '--topic', 't', '--config', 'retention.ms=1']
  const { stderr, exitCode } = await runTool('ours', 'kafka-topics', args)
  expect(stderr.split('\n')[0]).toBe(
    'Option combination "[[bootstrap-server], [config]]" can\'t be used with option "[alter]" (the kafka-configs CLI supports altering topic configs with a --bootstrap-server option)',
  )
  expect(exitCode).toBe(1)
})
