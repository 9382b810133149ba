import { describe, expect, test } from 'vitest'
import { lineFormat, parseLine } from '../../../src/cli/console-producer/line-format.ts'

function parse(line: string, settings: Record<string, string>) {
  const { key, value, headers } = parseLine(lineFormat(new Map(Object.entries(settings))), line, 7)
  const text = (bytes: Buffer | null) => bytes?.toString() ?? null
  return [text(key), text(value), headers.map((header) => [header.key, text(header.value)])]
}

const both = { 'parse.key': 'true', 'parse.headers': 'TRUE', 'key.separator': '=>' }

describe('a line', () => {
  test.each([
    ['just a value', {}, [null, 'just a value', []]],
    ['k\tv\tw', { 'parse.key': 'true' }, ['k', 'v\tw', []]],
    [
      'a:1,b:2\tkey=>value',
      both,
      [
        'key',
        'value',
        [
          ['a', '1'],
          ['b', '2'],
        ],
      ],
    ],
    [
      'a:,b:x:y\t=>',
      both,
      [
        '',
        '',
        [
          ['a', ''],
          ['b', 'x:y'],
        ],
      ],
    ],
    // The separator of headers is a regular expression.
    [
      'a:1||b:2|\tv',
      { 'parse.headers': 'true', 'headers.separator': '\\|+' },
      [
        null,
        'v',
        [
          ['a', '1'],
          ['b', '2'],
        ],
      ],
    ],
    [',\tv', { 'parse.headers': 'true' }, [null, 'v', []]],
    ['N=>N', { 'parse.key': 'true', 'key.separator': '=>', 'null.marker': 'N' }, [null, null, []]],
    ['no separator', { 'parse.key': 'true', 'ignore.error': 'true' }, [null, 'no separator', []]],
    ['h\tvalue', { 'parse.headers': 'true', 'ignore.error': 'true' }, [null, 'value', [['h', null]]]],
  ])('%j with %j', (line, settings, expected) => {
    expect(parse(line, settings)).toEqual(expected)
  })

  test.each([
    ['x', { 'parse.key': 'true' }, "No key separator found on line number 7: 'x'"],
    ['x', { 'parse.headers': 'true' }, "No headers delimiter found on line number 7: 'x'"],
    ['x\ty', { 'parse.headers': 'true' }, "No header key separator found in pair 'x' on line number 7"],
    [
      'a:1|b:2\tv',
      { 'parse.headers': 'true', 'headers.separator': '|' },
      "No header key separator found in pair 'a' on line number 7",
    ],
    ['x', { 'headers.separator': '[a' }, 'Unclosed character class near index 1\n[a\n ^'],
    ['x', { 'headers.separator': '\t' }, 'headers.delimiter and headers.separator may not be equal'],
    ['x', { 'null.marker': ',' }, 'null.marker and headers.separator may not be equal'],
  ])('%j with %j fails', (line, settings, message) => {
    expect(() => parse(line, settings)).toThrow(message)
  })
})
