import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { runTool } from '../kit/tool.ts'

interface RecordedTool {
  helpExitCode: number | null
  style: 'jopt' | 'argparse' | 'plain'
  options: { names: string[] }[]
}

const recorded: Record<string, RecordedTool> = JSON.parse(
  readFileSync(path.join(import.meta.dirname, 'options.json'), 'utf8'),
)

/** Only say that they need Java, whatever they are given. */
const needJava = ['connect-plugin-path', 'kafka-mirror-maker']

const has = ({ options }: RecordedTool, name: string) => options.some(({ names }) => names.includes(name))

const tools = Object.entries(recorded).filter(
  ([name, tool]) => !needJava.includes(name) && (has(tool, '--help') || has(tool, '--version')),
)

/** jopt's tools print their help on stderr, argparse4j's on stdout. */
const otherStream = { jopt: 'stdout', argparse: 'stderr', plain: 'stderr' } as const

/** These check what is required before they look at --version. */
const besideVersion: Record<string, string[]> = {
  'kafka-consumer-groups': ['--bootstrap-server', 'localhost:1', '--list'],
}

describe.concurrent.each(tools)('%s', (name, tool) => {
  const { style, helpExitCode, options } = tool
  const [program = '', ...subcommand] = name.split(' ')

  test.runIf(has(tool, '--help'))(
    '--help lists every option, on the stream and with the exit code of Kafka’s tool',
    async () => {
      const result = await runTool('ours', program, [...subcommand, '--help'])
      expect(result.exitCode).toBe(helpExitCode)
      expect(result[otherStream[style]]).toBe('')
      const words = `${result.stdout}${result.stderr}`.split(/[\s,[\]()|]+/)
      expect(words).toEqual(expect.arrayContaining(options.flatMap(({ names }) => names)))
    },
  )

  // kafka-get-offsets takes it, and answers as without.
  test.runIf(has(tool, '--version') && name !== 'kafka-get-offsets')('--version is Kafka’s', async () => {
    const { exitCode, stdout } = await runTool('ours', program, ['--version', ...(besideVersion[name] ?? [])])
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: expect.stringMatching(/^3\.7\.0/) })
  })
})
