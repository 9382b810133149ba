import { expect, test } from 'vitest'
import { parseDateTime, parseDuration } from '../../../src/cli/groups/moments.ts'

test.each([
  ['2020-01-01T00:00:00.000', 1577836800000],
  ['2020-01-01T00:00:00.000Z', 1577836800000],
  ['2020-01-01T00:00:00.000+09:00', 1577836800000 - 9 * 3600_000],
  ['2020-01-01T00:00:00.000-0330', 1577836800000 + 3.5 * 3600_000],
  ['2024-02-29T23:59:59.7', 1709251199007],
])('%s', (text, expected) => {
  expect(parseDateTime(text)).toBe(expected)
})

test.each([
  '2020-02-30T00:00:00.000',
  '2020-01-01T24:00:00.000',
  '2020-01-01T00:00:00',
  '2020-13-01T00:00:00.000',
  '2020-01-01T00:00:00.123456',
])('%s is no date', (text) => {
  expect(() => parseDateTime(text)).toThrow(`Unparseable date: "${text}Z"`)
})

test('a date without its time is told so', () => {
  expect(() => parseDateTime('yesterday')).toThrow("does not contain a 'T'")
})

test.each([
  ['PT0S', 0],
  ['PT1H', 3600_000],
  ['P1DT2H3M4.5S', 93784500],
  ['pt-0.5s', -500],
  ['-PT1M', -60_000],
])('%s', (text, expected) => {
  expect(parseDuration(text)).toBe(expected)
})

test('what is too long for a duration is told by its unit', () => {
  expect(() => parseDuration('PT99999999999999999999H')).toThrow('Text cannot be parsed to a Duration: hours')
})

test.each(['1h', 'P', 'PT', 'P1Y', ''])('%j is no duration', (text) => {
  expect(() => parseDuration(text)).toThrow('Text cannot be parsed to a Duration')
})
