import { describe, expect, test } from 'vitest'
import { defineCommand } from '../../../src/cli/kit/command.ts'
import type { ParseErrorStyle } from '../../../src/cli/kit/definition.ts'
import { JavaException } from '../../../src/cli/kit/java-exception.ts'
import { checkInvalid, checkInvalidSet, checkRequired } from '../../../src/cli/kit/jopt/checks.ts'
import { helpAndVersion } from '../../../src/cli/kit/jopt/option-table.ts'
import { renderManPage } from '../../../src/cli/kit/man-page.ts'
import { OutputClosed } from '../../../src/cli/kit/output.ts'
import { runCommand } from '../../../src/cli/kit/run-command.ts'
import { capturedContext } from './captured-context.ts'

const sample = (parseErrors: ParseErrorStyle, checkBeforeHelp?: true) =>
  defineCommand({
    style: 'jopt',
    name: 'kafka-sample',
    summary: 'show what a command is',
    about: 'This tool is a sample.',
    aboutWithoutArguments: 'A sample.',
    parseErrors,
    ...(checkBeforeHelp === undefined ? {} : { checkBeforeHelp }),
    options: {
      ...helpAndVersion,
      topic: { argument: 'topic', description: 'The topic.' },
      list: { description: 'List.' },
      partitions: {
        argument: '# of all the partitions',
        type: 'integer',
        default: 3,
        description: 'How many -- at least 1.',
      },
    },
    check: (options) => {
      checkRequired(options, 'topic')
      checkInvalid(options, 'list', ['partitions'])
      checkInvalidSet(options, ['topic', 'list'], ['partitions'])
    },
    run: async (context, options) => {
      const topic = options.value('topic')
      if (topic === 'boom') throw new JavaException('java.lang.IllegalStateException', 'boom')
      if (topic === 'gone') throw new OutputClosed()
      context.stdout.write(`${topic} ${options.value('partitions')}\n`)
      return 7
    },
  })

async function run(args: string[], parseErrors: ParseErrorStyle = 'usage', checkBeforeHelp?: true) {
  const { context, out, err } = capturedContext(args)
  const code = await runCommand(sample(parseErrors, checkBeforeHelp), context)
  return { code, out: out(), err: err(), firstLine: err().split('\n')[0] }
}

const help = [
  'Option                               Description                         ',
  '------                               -----------                         ',
  '--help                               Show this help and end.             ',
  '--list                               List.                               ',
  '--partitions <Integer: # of all the  How many -- at least 1. (default: 3)',
  '  partitions>                                                            ',
  '--topic <String: topic>              The topic.                          ',
  '--version                            Show the version of Kafka that this ',
  '                                       tool behaves as, and end.         ',
]
  .map((line) => `${line}\n`)
  .join('')

describe('a command', () => {
  test('runs with typed options and gives its exit code', async () => {
    expect(await run(['--topic', 't', '--partitions', '5'])).toMatchObject({ code: 7, out: 't 5\n', err: '' })
  })

  test('shows its help on stderr and ends with 1, as Kafka’s tools do', async () => {
    expect(await run(['--help', '--topic', 't'])).toMatchObject({
      code: 1,
      out: '',
      err: `This tool is a sample.\n${help}`,
    })
    expect((await run([])).firstLine).toBe('A sample.')
  })

  test('shows the version on stdout and ends with 0', async () => {
    expect(await run(['--version'])).toMatchObject({ code: 0, out: '3.7.0\n', err: '' })
  })

  test('may insist on its arguments even before help', async () => {
    expect((await run(['--version'], 'usage', true)).firstLine).toBe('Missing required argument "[topic]"')
  })

  test('complains about missing and clashing options with the help behind it', async () => {
    expect(await run(['--list'])).toMatchObject({ code: 1, err: `Missing required argument "[topic]"\n${help}` })
    expect((await run(['--list', '--topic', 't', '--partitions', '1'])).firstLine).toBe(
      'Option "[list]" can\'t be used with option "[partitions]"',
    )
  })
})

describe('a fault of the parser', () => {
  const trace =
    'joptsimple.UnrecognizedOptionException: bogus is not a recognized option\n\tat joptsimple.OptionException.unrecognizedOption(OptionException.java:108)\n'

  test.each<[ParseErrorStyle, string]>([
    ['usage', `bogus is not a recognized option\n${help}`],
    ['message', 'bogus is not a recognized option\n'],
    ['trace', `bogus is not a recognized option\n${trace}\n`],
    ['uncaught', `Exception in thread "main" ${trace}`],
  ])('is reported in the style %s', async (style, err) => {
    expect(await run(['--bogus'], style)).toMatchObject({ code: 1, out: '', err })
  })

  test('that shows late, when a value is read, escapes from run', async () => {
    const { code, firstLine } = await run(['--topic', 't', '--partitions', 'many'])
    expect(code).toBe(1)
    expect(firstLine).toBe(
      'Exception in thread "main" joptsimple.OptionArgumentConversionException: Cannot parse argument \'many\' of option partitions',
    )
  })
})

test('what run lets escape is shown as a JVM shows it', async () => {
  expect(await run(['--topic', 'boom'])).toMatchObject({
    code: 1,
    err: 'Exception in thread "main" java.lang.IllegalStateException: boom\n',
  })
})

test('a reader that went away ends the command in silence', async () => {
  expect(await run(['--topic', 'gone'])).toMatchObject({ code: 0, out: '', err: '' })
})

test('the man page comes from the same table', () => {
  const page = renderManPage(sample('usage'))
  expect(page).toContain('.SH NAME\nkafka\\-sample \\- show what a command is\n')
  expect(page).toContain(
    '.TP\n.B \\-\\-partitions <Integer: # of all the partitions>\nHow many \\-\\- at least 1.\nDefault: 3.\n',
  )
})

test('a man page has lists, and letters that roff can not read by their numbers', () => {
  const page = renderManPage(
    defineCommand({
      style: 'plain',
      name: 'kafka-sample',
      summary: 'show what a page is',
      description: 'First paragraph.\n\nSecond one:\n  .one\n  −1\nThe end.',
      options: {},
      subcommands: { up: { summary: 'start it', options: { port: { argument: 'number', description: 'Where.' } } } },
      run: async () => 0,
    }),
  )
  expect(page).toContain(
    '.SH DESCRIPTION\nFirst paragraph.\n.PP\nSecond one:\n.nf\n  \\&.one\n  \\[u2212]1\n.fi\nThe end.\n',
  )
  expect(page).toContain('.SS "kafka\\-sample up"\nstart it.\n.TP\n.B \\-\\-port number\nWhere.\n')
})
