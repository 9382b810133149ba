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
  const [only = ''] = sides
  return sides.length === 1 ? `[${negation}${only}]` : `[${negation}${sides.map((side) => `[${side}]`).join('&&')}]`
}

/** A `]` that stands first is one of the members. */
function union(scanner: Scanner, first: boolean): string {
  let members = first && scanner.take(/\](?=[\s\S]*\])/y) ? literal(']') : ''
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
  if (from === undefined || !scanner.take(/-(?![\][]|&&)/y)) return from
  return `${from}-${character(scanner) ?? ''}`
}

function character(scanner: Scanner): string | undefined {
  const escaped = characterEscape(scanner)
  if (escaped !== undefined) return escaped
  const plain = scanner.take(/(?!&&)[^\]\\]/suy)
  return plain && literal(plain[0])
}
