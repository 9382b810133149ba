import { describe, expect, test } from 'vitest'
import { OptionError } from '../../../src/cli/kit/jopt/option-error.ts'
import { helpAndVersion, type OptionTable } from '../../../src/cli/kit/jopt/option-table.ts'
import { parse } from '../../../src/cli/kit/jopt/parse.ts'

const table = {
  ...helpAndVersion,
  topic: { argument: 'topic', description: 'a topic' },
  partitions: { argument: '# of partitions', type: 'integer', description: 'how many' },
  timeout: { argument: 'ms', type: 'long', default: 5000, description: 'how long' },
  state: { argument: '', optional: true, description: 'maybe with an argument' },
  list: { description: 'a flag' },
  files: { argument: 'a,b', separator: ',', description: 'several' },
} as const satisfies OptionTable

const given = (line: string) => parse(table, line === '' ? [] : line.split(' '))
const fault = (run: () => unknown) => {
  try {
    run()
  } catch (error) {
    if (error instanceof OptionError) return error.message
    throw error
  }
  return 'no fault'
}

describe('reading a command line as jopt-simple does', () => {
  test('an argument follows its option or an equals sign, with one dash or two', () => {
    for (const line of ['--topic a', '--topic=a', '-topic a', '-topic=a']) expect(given(line).value('topic')).toBe('a')
    expect(given('--topic=a=b').value('topic')).toBe('a=b')
    expect(given('--topic=').value('topic')).toBe('')
  })

  test('a required argument is taken even when it looks like an option', () => {
    expect(given('--topic --list').value('topic')).toBe('--list')
    expect(given('--topic --list').has('list')).toBe(false)
  })

  test('an optional argument is left alone when it looks like an option', () => {
    const options = given('--state --list')
    expect([options.has('state'), options.hasArgument('state'), options.has('list')]).toEqual([true, false, true])
    expect(given('--state stable').value('state')).toBe('stable')
  })

  test('what belongs to no option is kept, and so is all behind two dashes', () => {
    expect(given('x --list y -- --topic z').rest).toEqual(['x', 'y', '--topic', 'z'])
    expect(given('-').rest).toEqual(['-'])
  })

  test('a repeated option has several values, and asking for the only one is a fault', () => {
    const options = given('--topic a --topic b')
    expect(options.values('topic')).toEqual(['a', 'b'])
    expect(fault(() => options.value('topic'))).toBe(
      'Found multiple arguments for option topic, but you asked for only one',
    )
  })

  test('a separator parts one argument', () => {
    expect(given('--files a,b --files c').values('files')).toEqual(['a', 'b', 'c'])
  })

  test('values are converted when asked for', () => {
    expect(given('--partitions +3').value('partitions')).toBe(3)
    expect(given('').value('partitions')).toBeUndefined()
    expect(given('').value('timeout')).toBe(5000)
    expect(given('--timeout 9000000000').value('timeout')).toBe(9_000_000_000)
    for (const bad of ['many', '3000000000', '', '1.5']) {
      const options = given(`--partitions=${bad}`)
      expect(fault(() => options.value('partitions'))).toBe(`Cannot parse argument '${bad}' of option partitions`)
    }
  })

  test.each([
    ['--bogus', 'bogus is not a recognized option'],
    ['--bogus=3', 'bogus is not a recognized option'],
    ['-bogus', 'b is not a recognized option'],
    ['--top a', 'top is not a recognized option'],
    ['--list --partitions', 'Option partitions requires an argument'],
  ])('%s: %s', (line, message) => {
    expect(fault(() => given(line))).toBe(message)
  })

  test('abbreviations work where a tool allows them', () => {
    const args = ['--top', 'a']
    expect(parse(table, args, { abbreviations: true }).value('topic')).toBe('a')
    expect(fault(() => parse(table, ['--t', 'a'], { abbreviations: true }))).toBe('t is not a recognized option')
  })
})

describe('options that depend on others', () => {
  const dependent = {
    ...helpAndVersion,
    server: { argument: '', requiredUnless: ['old'], description: '' },
    old: { argument: '', description: '' },
    members: { availableIf: ['describe'], description: '' },
    describe: { description: '' },
  } as const satisfies OptionTable

  test.each([
    [[], 'Missing required option(s) [server]'],
    [['--help'], 'no fault'],
    [['--old', 'x'], 'no fault'],
    [['--old', 'x', '--members'], 'Option(s) [members] are unavailable given other options on the command line'],
    [['--old', 'x', '--members', '--describe'], 'no fault'],
  ])('%j: %s', (args, message) => {
    expect(fault(() => parse(dependent, args))).toBe(message)
  })
})
