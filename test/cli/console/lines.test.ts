import fc from 'fast-check'
import { expect, test } from 'vitest'
import { wellFormed } from '../../../src/base/java-utf8.ts'
import { HeldBytes } from '../../../src/cli/console-producer/held-bytes.ts'
import { lineBounds, wholeLines } from '../../../src/cli/console-producer/lines.ts'

/** Lines of a text that comes in these pieces, put together as the console producer does it. */
function linesOf(pieces: readonly string[]): string[] {
  const lines: string[] = []
  const held = new HeldBytes()
  for (const piece of [...pieces, undefined]) {
    held.add(Buffer.from(piece ?? ''))
    const { bytes } = held
    const length = piece === undefined ? bytes.length : wholeLines(bytes)
    const bounds = lineBounds(bytes.subarray(0, length))
    for (let at = 0; at < bounds.length; at += 2) lines.push(bytes.toString('utf8', bounds[at], bounds[at + 1]))
    held.drop(length)
  }
  return lines
}

test.each([
  ['a\nb\n', ['a', 'b']],
  ['a\nb', ['a', 'b']],
  ['a\r\nb\rc\n', ['a', 'b', 'c']],
  ['\n\r\n\r', ['', '', '']],
  ['a\r\r\nb', ['a', '', 'b']],
  ['', []],
])('%j', (text, expected) => {
  expect(linesOf([text])).toEqual(expected)
})

test('the pieces in which the input comes make no difference', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'ü', '\n', '\r') })
  fc.assert(
    fc.property(fc.array(text), (pieces) => {
      expect(linesOf(pieces)).toEqual(linesOf([pieces.join('')]))
    }),
  )
})

test('bytes that are no UTF-8 become what Java makes of them', () => {
  expect(wellFormed(Buffer.from([0x61, 0xff, 0x62]))).toEqual(Buffer.from('a\ufffdb'))
})
