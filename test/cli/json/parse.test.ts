import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { asObject, asWhole } from '../../../src/cli/json/decode.ts'
import { JsonError, parseJson, tryParseJson } from '../../../src/cli/json/parse.ts'
import { jsonText, missing } from '../../../src/cli/json/value.ts'

test('what JSON.stringify writes is read as it was', () => {
  const whole = fc.maxSafeInteger().map((value) => value || 0)
  const plain = fc.letrec((tie) => ({
    value: fc.oneof(fc.string({ unit: 'binary' }), whole, fc.boolean(), fc.constant(null), tie('list'), tie('object')),
    list: fc.array(tie('value'), { maxLength: 4 }),
    object: fc.dictionary(fc.string(), tie('value'), { maxKeys: 4, noNullPrototype: true }),
  })).value
  fc.assert(
    fc.property(plain, (value) => {
      expect(parseJson(JSON.stringify(value))).toEqual(value)
      expect(parseJson(JSON.stringify(value, null, 2))).toEqual(value)
      expect(parseJson(jsonText(value))).toEqual(value)
      // Jackson's hexadecimal digits are capitals.
      expect(jsonText(value).toLowerCase()).toBe(JSON.stringify(value).toLowerCase())
    }),
    { numRuns: 50 },
  )
})

describe('what is no JSON is refused in the words of the parser in Kafka’s tools', () => {
  const closing = (kind: string) =>
    `Unexpected end-of-input: expected close marker for ${kind} (start marker at [Source: REDACTED (\`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION\` disabled); line: 1, column: 1])`
  const token = (word: string) =>
    `Unrecognized token '${word}': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')`
  test.each([
    ['', "The input string shouldn't be empty"],
    ['not json', token('not')],
    ['{"a":tru}', token('tru')],
    ['{', closing('Object')],
    ['[', closing('Array')],
    ['{"a":', 'Unexpected end-of-input within/between Object entries'],
    ['{"a":1,', 'Unexpected end-of-input within/between Object entries'],
    ['[1,', 'Unexpected end-of-input within/between Array entries'],
    ['{"a', 'Unexpected end-of-input in field name'],
    ['"a', 'Unexpected end-of-input: was expecting closing quote for a string value'],
    ['{"a" 1}', "Unexpected character ('1' (code 49)): was expecting a colon to separate field name and value"],
    ['{"a":1 "b"', "Unexpected character ('\"' (code 34)): was expecting comma to separate Object entries"],
    ['[1 2]', "Unexpected character ('2' (code 50)): was expecting comma to separate Array entries"],
    ["{'a':1}", "Unexpected character (''' (code 39)): was expecting double-quote to start field name"],
    ['[01]', 'Invalid numeric value: Leading zeroes not allowed'],
    ['["\\q"]', "Unrecognized character escape 'q' (code 113)"],
    ['["\\u12"]', "Unexpected character ('\"' (code 34)): expected a hex-digit for character escape sequence"],
  ])('%s', (text, message) => {
    expect(() => parseJson(text)).toThrow(new JsonError(message))
    expect(tryParseJson(text)).toBeUndefined()
  })
})

test('what follows the first value does not count, and spaces alone are no value', () => {
  expect(parseJson('{"a":1} and so on')).toEqual({ a: 1 })
  expect(parseJson(' \n')).toBe(missing)
  expect(() => asObject(parseJson('\n'))).toThrow('Expected JSON object, received ')
})

test('a number with a fraction is none of Java’s Integers, and is shown as it is', () => {
  expect(() => asWhole(parseJson('0.0'), 'Integer')).toThrow('Expected `Integer` value, received 0.0')
  expect(() => asWhole(parseJson('4294967296'), 'Integer')).toThrow('Expected `Integer` value, received 4294967296')
  expect(asWhole(parseJson('4294967296'), 'Long')).toBe(4_294_967_296)
  expect(() => asObject(parseJson('[{"b":1.50,"a":[]}]'))).toThrow('received [{"b":1.5,"a":[]}]')
})
