import { describe, expect, test } from 'vitest'
import { runTool } from '../kit/tool.ts'

describe('kafka-run-class', () => {
  test('runs our command for a class, under its old package too', async () => {
    for (const name of ['kafka.admin.TopicCommand', 'org.apache.kafka.tools.TopicCommand']) {
      expect(await runTool('ours', 'kafka-run-class', [name, '--version'])).toEqual({
        stdout: '3.7.0',
        stderr: '',
        exitCode: 0,
      })
    }
    const missing = await runTool('ours', 'kafka-run-class', ['kafka.tools.GetOffsetShell', '--topic', 't'])
    expect(missing.stderr).toContain('Missing required option')
    expect(missing.exitCode).toBe(1)
  })

  test('takes the flags of the script, and says how it is called without a class', async () => {
    const flags = ['-name', 'x', '-loggc']
    const { stdout } = await runTool('ours', 'kafka-run-class', [...flags, 'TopicCommand', '--version'])
    expect(stdout).toBe('3.7.0')
    const alone = await runTool('ours', 'kafka-run-class', flags)
    expect(alone.stdout).toMatch(/^USAGE: \S+ \[-daemon\] \[-name servicename\] \[-loggc\] classname \[opts\]$/)
    expect(alone.exitCode).toBe(1)
  })

  test('says in one line that other classes need Java', async () => {
    const { stdout, stderr, exitCode } = await runTool('ours', 'kafka-run-class', ['org.apache.kafka.tools.Nothing'])
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 1 })
    expect(stderr).toMatch(/^Error: Could not find or load main class org\.apache\.kafka\.tools\.Nothing\. .*$/)
  })
})

test.each([
  'connect-distributed',
  'connect-mirror-maker',
  'connect-plugin-path',
  'connect-standalone',
  'kafka-metadata-shell',
  'kafka-mirror-maker',
  'trogdor',
])('%s says in one line why it is not here and what to use, whatever it is given', async (name) => {
  for (const args of [[], ['--help'], ['worker.properties']]) {
    const { stdout, stderr, exitCode } = await runTool('ours', name, args)
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 1 })
    expect(stderr).toMatch(new RegExp(`^${name} .*\\. Use .*$`))
  }
})
