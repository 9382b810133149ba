import { characterEscape, literal } from './escapes.ts'
import type { Scanner } from './scanner.ts'

/**
 * What stands behind a `[`, up to and with its `]`. Java takes ranges, signs and classes side by side on either side of
 * `&&`, and takes its intersection first; JavaScript (flag v) wants a class on either side.
 */
export function characterClass(scanner: Scanner): string {
  const negation = scanner.take(/\^/y)?.[0] ?? ''
  const sides = [union(scanner, true)]
  while (scanner.take(/&&/y)) sides.push(union(scanner, false))
  scanner.require(/\]/y, 'Unclosed character class')
  // A side with nothing in it does not count.
  const [only = '', ...more] = sides.filter((side) => side !== '')
  return more.length === 0
    ? `[${negation}${only}]`
    : `[${negation}${[only, ...more].map((side) => `[${side}]`).join('&&')}]`
}

/** A `]` that stands first is one of the members. */
function union(scanner: Scanner, first: boolean): string {
  let members = first && scanner.take(/\]/y) ? literal(']') : ''
  for (;;) {
    const next = member(scanner)
    if (next === undefined) return members
    members += next
  }
}

function member(scanner: Scanner): string | undefined {
  if (scanner.take(/\[/y)) return characterClass(scanner)
  const quoted = scanner.take(/\\Q(.*?)(?:\\E|$)/sy)
  if (quoted) return [...(quoted[1] ?? '')].map(literal).join('')
  const from = character(scanner)
  if (from === undefined || isSet(from) || !scanner.take(/-(?![\][]|&&)/y)) return from
  return `${from}-${character(scanner) ?? ''}`
}

/** As in `[\w-.]`, where it begins no range: the sign behind it is one of the members. */
const isSet = (text: string) => /^(?:\[|\\[dDwWpP])/.test(text)

function character(scanner: Scanner): string | undefined {
  const escaped = characterEscape(scanner)
  if (escaped !== undefined) return escaped
  const plain = scanner.take(/(?!&&)[^\]\\]/suy)
  return plain && literal(plain[0])
}
