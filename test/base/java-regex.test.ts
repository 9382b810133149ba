import { expect, test } from 'vitest'
import { fromJava } from '../../src/base/java-regex/translate.ts'

/** Whether the whole text matches, as `Matcher.matches` has it. */
function matches(pattern: string, text: string): boolean {
  const { source, flags } = fromJava(pattern)
  return new RegExp(`^(?:${source})$`, flags).test(text)
}

// Each line was put to java.util.regex.Pattern of Java 17: pattern, what it matches, what it does not.
test.each([
  ['t.*', ['t', 'topic'], ['a']],
  ['a|b', ['a', 'b'], ['ab']],
  ['(?i)T1', ['t1', 'T1'], ['t2']],
  ['\\Qt.1\\E', ['t.1'], ['tx1']],
  ['\\Qa|b', ['a|b'], ['a']],
  ['t\\d{2}', ['t12'], ['t1']],
  ['t++1', ['t1', 'tt1'], ['1']],
  ['t*+t', [], ['t', 'tt']],
  ['(?>a|ab)c', ['ac'], ['abc']],
  ['[[a-z]&&[^p]]\\d', ['t1'], ['p1']],
  ['[a-z&&[^aeiou]]', ['t'], ['a', 'T']],
  ['[a-c[x-z]]', ['b', 'y'], ['m']],
  ['[^a-c]', ['d'], ['a']],
  ['[]a]', [']', 'a'], ['b']],
  ['[a-]', ['a', '-'], ['b']],
  ['[\\w-.]+', ['a-b.c'], ['a b']],
  ['[\\p{L}-x]', ['a', '-'], ['1']],
  ['[\\s-_]', [' ', '-', '_'], ['a']],
  ['[a&&]', ['a'], ['b']],
  ['[\\Q[]\\E]', ['[', ']'], ['Q']],
  ['\\p{Lower}\\p{Digit}', ['t1'], ['T1']],
  ['\\P{Upper}', ['t'], ['T']],
  ['\\pL\\p{IsLatin}', ['ab'], ['a1']],
  ['[\\p{Alpha}_]+', ['a_B'], ['a1']],
  ['\\At\\z', ['t'], ['at']],
  ['a\\-b\\.c', ['a-b.c'], ['a-bxc']],
  ['a}]', ['a}]'], ['a']],
  ['(a)(?<n>b)\\1\\k<n>', ['abab'], ['abba']],
  ['(a)++b\\1', ['aba'], ['ab']],
  ['\\x41\\u0042\\0103', ['ABC'], ['abc']],
  ['a\\sb', ['a b'], ['a\u00a0b']],
  ['a\\hb', ['a b', 'a\u00a0b'], ['a\nb']],
] satisfies [string, string[], string[]][])('%s', (pattern, fitting, others) => {
  expect(fitting.filter((text) => !matches(pattern, text))).toEqual([])
  expect(others.filter((text) => matches(pattern, text))).toEqual([])
})

test.each(['*', '+t', '(t', 't)', '[t', '[]', '[a-\\d]', 't{2', '\\', 'a**', 't{2,1}', '(?<1>a)', '\\y'])(
  '%s is refused',
  (pattern) => {
    expect(() => matches(pattern, 't')).toThrow(SyntaxError)
  },
)
