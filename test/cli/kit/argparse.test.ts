import { describe, expect, test } from 'vitest'
import type { ArgumentSet } from '../../../src/cli/kit/argparse/argument-set.ts'
import { helpOption, subcommand } from '../../../src/cli/kit/argparse/subcommand.ts'
import { defineCommand } from '../../../src/cli/kit/command.ts'
import { capturedContext } from './captured-context.ts'

const asked: unknown[] = []

const tool = defineCommand({
  style: 'argparse',
  name: 'kafka-tool',
  program: 'tool',
  summary: 'do something',
  about: 'This tool does something.',
  options: {
    h: helpOption,
    topic: { argument: 'TOPIC', required: true, description: 'the topic' },
    'num-records': { argument: 'NUM-RECORDS', type: 'long', required: true, description: 'how many' },
    'print-all': { description: 'print all' },
    'print-metrics': { description: 'print metrics' },
    props: { argument: 'K=V', many: true, description: 'properties' },
    size: { argument: 'SIZE', type: 'integer', description: 'size' },
    file: { argument: 'FILE', description: 'file' },
  },
  exclusive: { about: 'either --size or --file', options: ['size', 'file'] },
  run: async (_context, options) => {
    asked.push([
      options.value('topic'),
      options.value('num-records'),
      options.values('props'),
      options.has('print-all'),
    ])
    return 0
  },
})

const words = defineCommand({
  style: 'subcommands',
  name: 'kafka-words',
  program: 'words',
  summary: 'do one of two things',
  about: 'This tool does one of two things.',
  options: { h: helpOption },
  subcommands: {
    one: subcommand({
      summary: 'do this',
      options: {
        h: helpOption,
        id: { argument: 'ID', alias: '-i', type: 'integer', required: true, description: 'id' },
      },
      run: async (_context, options) => options.value('id') ?? 0,
    }),
    two: subcommand({ summary: 'do that', options: { h: helpOption }, run: async () => 22 }),
  },
})

async function run(command: typeof tool, line: string) {
  const { context, out, err } = capturedContext(line === '' ? [] : line.split(' '))
  const code = await command.start(context)
  return { code, out: out(), err: err() }
}

const usage = `usage: tool [-h] --topic TOPIC --num-records NUM-RECORDS [--print-all]
            [--print-metrics] [--props K=V [K=V ...]] (--size SIZE |
            --file FILE)
`

describe('a command line as argparse4j reads it', () => {
  test.each([
    ['--topic t --num-records 5 --size 1', ['t', 5, [], false]],
    ['--topic=t --num=5 --props a=1 b=2 --print-a --file f', ['t', 5, ['a=1', 'b=2'], true]],
    ['--topic t --topic u --num-records -5 --size 1 --', ['u', -5, [], false]],
  ])('%s', async (line, expected) => {
    asked.length = 0
    expect(await run(tool, line)).toEqual({ code: 0, out: '', err: '' })
    expect(asked).toEqual([expected])
  })

  test.each([
    ['--size 1', 'argument --num-records is required'],
    ['--topic t --num-records 5', 'one of the arguments --size --file is required'],
    ['--topic t --num-records x', `argument --num-records: could not convert 'x' to Long (For input string: "x")`],
    ['--topic t --size 99999999999', 'argument --size: could not convert'],
    ['--size 1 --file f', 'argument --file: not allowed with argument --size'],
    ['--topic', 'argument --topic: expected one argument'],
    ['--props --size 1', 'argument --props: expected 1 argument(s)'],
    ['--print x', 'ambiguous option: --print could match --print-all, --print-metrics'],
    ['--print-all=x', "argument --print-all: ignore implicit argument 'x'"],
    ['--nix 1', "unrecognized arguments: '--nix'"],
    ['--topic t extra --size 1', "unrecognized arguments: 'extra --size 1'"],
    ['-x', "unrecognized arguments: '-x'"],
  ])('%s', async (line, message) => {
    const { code, out, err } = await run(tool, line)
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err.startsWith(usage)).toBe(true)
    expect(err.slice(usage.length).replace(/-\n/g, '-').replace(/\s+/g, ' ')).toContain(`tool: error: ${message}`)
  })

  test('messages fill lines of 75 columns', async () => {
    const { err } = await run(tool, '--topic t --num-records x')
    expect(err.slice(usage.length)).toBe(
      `tool: error: argument --num-records:  could  not  convert  'x' to Long (For\ninput string: "x")\n`,
    )
  })

  test('asked for help it ends with 1; called without arguments it shows the same and ends with 0', async () => {
    const help = await run(tool, '--help')
    expect(help).toMatchObject({ code: 1, err: '' })
    expect(help.out).toContain('\n  -h, --help             show this help and end\n')
    expect(help.out).toContain('\n\n  either --size or --file\n\n  --size SIZE            size\n')
    expect(await run(tool, '')).toEqual({ ...help, code: 0 })
  })
})

describe('a command with subcommands', () => {
  test.each([
    ['one -i 7', 7],
    ['one -i7', 7],
    ['one --id=7', 7],
    ['two', 22],
  ])('%s', async (line, code) => {
    expect(await run(words, line)).toEqual({ code, out: '', err: '' })
  })

  test.each([
    ['', 'usage: words [-h] {one,two} ...\nwords: error: too few arguments\n'],
    [
      'three',
      "usage: words [-h] {one,two} ...\nwords: error: invalid choice: 'three' (choose from 'one', 'two')\n\nDid you mean:\n\tone\n",
    ],
    // A name cut short will do.
    ['on', 'usage: words one [-h] --id ID\nwords: error: argument --id/-i is required\n'],
    ['--x', "usage: words [-h] {one,two} ...\nwords: error: unrecognized arguments: '--x'\n"],
    ['one', 'usage: words one [-h] --id ID\nwords: error: argument --id/-i is required\n'],
  ])('“%s” is an error', async (line, expected) => {
    expect(await run(words, line)).toEqual({ code: 1, out: '', err: expected })
  })

  test('help lists the words, and each has its own', async () => {
    expect((await run(words, '-h')).out).toContain('  {one,two}\n    one                  Do this.\n')
    expect((await run(words, 'one --help')).out).toContain('  --id ID, -i ID         id\n')
  })
})

describe('a command with options before its subcommands', () => {
  const outer = {
    h: helpOption,
    v: { dash: '-', alias: '--version', isVersion: true, description: 'show the version' },
    server: { argument: 'HOST', required: true, description: 'server' },
  } as const
  const command = defineCommand({
    style: 'subcommands',
    name: 'kafka-outer',
    program: 'outer',
    summary: 'do something somewhere',
    about: 'This tool does something somewhere.',
    options: outer,
    calls: { placeholder: 'COMMAND', title: 'commands' },
    subcommands: {
      show: subcommand({
        summary: 'show',
        options: {
          h: helpOption,
          name: { argument: 'NAME', repeatable: true, description: 'name' },
          level: { argument: 'LEVEL', type: 'integer', choices: ['0', '1'], description: 'level' },
        },
        run: async ({ stdout }, options, given: ArgumentSet<typeof outer>) => {
          stdout.write(`${given.value('server')} ${options.values('name').join()} ${options.value('level') ?? ''}\n`)
          return 0
        },
      }),
    },
  })

  test('gives them to the subcommand, and gathers what is repeatable', async () => {
    const line = '--server a show --name x --name y --level 1'
    expect(await run(command, line)).toEqual({ code: 0, out: 'a x,y 1\n', err: '' })
  })

  test('shows in a subcommand’s usage what has to stand before it', async () => {
    const { code, err } = await run(command, '--server a show --nmae x')
    expect(code).toBe(1)
    expect(err).toBe(
      'usage: outer --server HOST show [-h] [--name NAME] [--level LEVEL]\n' +
        "outer: error: unrecognized arguments: '--nmae'\n\nDid you mean:\n\t--name\n",
    )
  })

  test('misses its own options only when the subcommand is right', async () => {
    const usage = 'usage: outer [-h] [-v] --server HOST COMMAND ...\n'
    expect((await run(command, 'show')).err).toBe(`${usage}outer: error: argument --server is required\n`)
    expect((await run(command, 'shw')).err).toBe(
      `${usage}outer: error: invalid choice: 'shw' (choose from 'show')\n\nDid you mean:\n\tshow\n`,
    )
    expect((await run(command, '')).err).toBe(`${usage}outer: error: too few arguments\n`)
  })

  test('takes only the choices there are', async () => {
    const { err } = await run(command, '--server a show --level 2')
    expect(err).toContain("outer: error: argument --level: invalid choice: '2' (choose from {0,1})\n")
  })

  test('tells its version', async () => {
    expect(await run(command, '-v')).toEqual({ code: 0, out: '3.7.0 (Commit:2ae524ed625438c5)\n', err: '' })
  })
})
