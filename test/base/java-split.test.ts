import { expect, test } from 'vitest'
import { javaSplit } from '../../src/base/java-split.ts'

// As String.split of Java 17 has it.
test.each([
  ['', ',', ['']],
  ['a', ',', ['a']],
  [',', ',', []],
  [',a', ',', ['', 'a']],
  ['a,,b,,', ',', ['a', '', 'b']],
  ['', /,/g, ['']],
  [',,', /,/g, []],
  ['a = b =', /\s*=\s*/g, ['a', 'b']],
  ['a,b;c,,d', /(,|;)/g, ['a', 'b', 'c', '', 'd']],
  ['abc', /(?:)/g, ['a', 'b', 'c']],
  ['ab', /(?=a)/g, ['ab']],
])('%j at %s', (text, separator, parts) => {
  expect(javaSplit(text, separator)).toEqual(parts)
})
