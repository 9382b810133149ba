import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { defineCommand } from '../../../src/cli/kit/command.ts'
import { describeCommand } from '../../../src/cli/kit/describe.ts'
import { helpAndVersion } from '../../../src/cli/kit/jopt/option-table.ts'
import { splitArguments } from '../../../src/cli/kit/own-options.ts'
import { runCommand } from '../../../src/cli/kit/run-command.ts'
import { jsonSchema } from '../../../src/cli/kit/schema/json-schema.ts'
import { jsonText } from '../../../src/cli/kit/schema/json-text.ts'
import { list, long, oneOf, orNull, result } from '../../../src/cli/kit/schema/schema.ts'
import { capturedContext } from './captured-context.ts'

const counted = result('counted', 'A count.', {
  count: long('How many.'),
  state: orNull(oneOf(['whole', 'half'], 'How far.')),
  parts: list(long('A part.')),
})

const sample = (style: 'jopt' | 'plain') => {
  const common = {
    name: 'kafka-sample',
    summary: 'show what a command is',
    results: [counted],
    options: {
      ...helpAndVersion,
      topic: { argument: 'topic', description: 'The topic.' },
      list: { description: 'List.' },
    },
  } as const
  if (style === 'plain') return defineCommand({ ...common, style, run: async () => 0 })
  return defineCommand({
    ...common,
    style,
    about: 'A sample.',
    parseErrors: 'message',
    run: async ({ report, stdout, stderr, logger }) => {
      stdout.write('Counting\n')
      stderr.write('Hurry')
      stderr.write(' up\n')
      logger.named('kafka.Sample').warn('slow')
      report.results(counted, [{ count: 2n ** 63n - 1n, state: null, parts: [1, 2n] }], () => 'many\n')
      return 3
    },
  })
}

async function run(...args: string[]) {
  const { context, out, err } = capturedContext(args)
  const exitCode = await runCommand(sample('jopt'), context)
  return { exitCode, out: out(), err: err() }
}

describe('--json', () => {
  test('prints objects in place of words, and only them', async () => {
    const { exitCode, out, err } = await run('--list', '--json')
    expect({ exitCode, out }).toEqual({
      exitCode: 3,
      out: '{"kind":"counted","count":"9223372036854775807","state":null,"parts":[1,2]}\n',
    })
    expect(
      err
        .split('\n')
        .slice(0, 2)
        .map((line) => JSON.parse(line)),
    ).toEqual([
      { warning: { message: 'Hurry up' } },
      {
        log: {
          time: expect.any(Number),
          level: 'WARN',
          logger: 'kafka.Sample',
          message: 'slow',
          thrown: null,
        },
      },
    ])
  })

  test('leaves everything as it was when it is not there', async () => {
    const { out, err } = await run('--list')
    expect(out).toBe('Counting\nmany\n')
    expect(err).toMatch(/^Hurry up\n\[.*\] WARN slow \(kafka\.Sample\)\n$/)
  })

  test('does not answer a call for help or the version', async () => {
    expect((await run('--version', '--json')).out).toBe('3.7.0\n')
    expect((await run('--help', '--json')).err).toMatch(/^A sample\.\nOption/)
    expect((await run('--json')).err).toMatch(/^A sample\.\nOption/)
  })

  test('tells a wrong option as an error', async () => {
    const { exitCode, out, err } = await run('--lst', '--json')
    expect({ exitCode, out }).toEqual({ exitCode: 1, out: '' })
    expect(JSON.parse(err)).toMatchObject({
      error: { type: 'UnrecognizedOptionException', hint: 'did you mean --list' },
    })
  })
})

describe('our options among Kafka’s', () => {
  const split = (style: 'jopt' | 'plain', ...args: string[]) => {
    const { own, rest } = splitArguments(sample(style), args)
    return [[...own].sort(), rest]
  }

  test('are found wherever an option may stand', () => {
    expect(split('jopt', '--json', '--topic', 't', '--explain')).toEqual([
      ['explain', 'json'],
      ['--topic', 't'],
    ])
  })

  test('are none where Kafka takes an argument, nor behind --', () => {
    expect(split('jopt', '--topic', '--json', '--list')).toEqual([[], ['--topic', '--json', '--list']])
    expect(split('jopt', '--list', '--', '--json')).toEqual([[], ['--list', '--', '--json']])
  })

  test('are the first or last words of a command that reads them itself', () => {
    expect(split('plain', '--json', 'host', 'ls', '/')).toEqual([['json'], ['host', 'ls', '/']])
    expect(split('plain', 'host', 'create', '/x', '--json', 'acl')).toEqual([
      [],
      ['host', 'create', '/x', '--json', 'acl'],
    ])
  })
})

describe('our options among those of a command that commander parses', () => {
  const boxed = defineCommand({
    style: 'commander',
    name: 'box',
    summary: 'sample',
    results: [counted],
    passThrough: ['docker'],
    options: { help: { alias: '-h', isHelp: true, description: 'Help.' } },
    subcommands: {
      look: { summary: 'look', options: { config: { argument: 'file', description: 'A file.' } }, results: [counted] },
      shell: { summary: 'open a shell', options: {} },
    },
    run: async () => 0,
  })
  const split = (...args: string[]) => {
    const { own, rest } = splitArguments(boxed, args)
    return [[...own], rest]
  }

  test('are found anywhere but as an argument, or behind another program', () => {
    expect(split('look', '--json', '--config', 'x')).toEqual([['json'], ['look', '--config', 'x']])
    expect(split('look', '--config', '--json')).toEqual([[], ['look', '--config', '--json']])
    expect(split('docker', 'ps', '--json')).toEqual([[], ['docker', 'ps', '--json']])
    expect(split('look', '--json', '-h')).toEqual([[], ['look', '-h']])
  })

  test('are offered by the subcommands that tell something', () => {
    const [look, shell] = describeCommand(boxed).subcommands
    expect(look?.options.map(({ name }) => name)).toEqual(['config', 'explain', 'json', 'json-schema'])
    expect(shell?.options).toEqual([])
  })
})

describe('a whole number of 64 bits', () => {
  const ajv = new Ajv2020()
  const isValid = ajv.compile(jsonSchema({ name: 'sample', results: [counted] }))
  const line = (count: number | bigint) => jsonText({ kind: 'counted', count, state: 'half', parts: [] })

  test.each([
    [0, '0'],
    [2n ** 53n - 1n, '9007199254740991'],
    [-(2n ** 53n) + 1n, '-9007199254740991'],
    [2n ** 53n, '"9007199254740992"'],
    [-(2n ** 63n), '"-9223372036854775808"'],
  ])('%s is written as %s', (value, text) => {
    expect(line(value)).toContain(`"count":${text},`)
    expect(isValid(JSON.parse(line(value)))).toBe(true)
  })

  test('is nothing else by its schema', () => {
    for (const count of ['12', 1.5, null, 'x'.repeat(20)]) {
      expect(isValid({ kind: 'counted', count, state: null, parts: [] }), String(count)).toBe(false)
    }
  })
})
