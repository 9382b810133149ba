import { characterClass } from './character-class.ts'
import { characterEscape, literal } from './escapes.ts'
import { Scanner } from './scanner.ts'

/** What RegExp takes. */
export interface JavaScriptExpression {
  readonly source: string
  readonly flags: string
}

/**
 * Says in JavaScript what a pattern of java.util.regex means: quotes (`\Q…\E`), POSIX classes, intersections, possessive
 * quantifiers and atomic groups are Java's alone, and signs that JavaScript refuses or takes for themselves are others.
 * Flags are known at the beginning only: `(?i)`.
 * @throws SyntaxError on what Java refuses; some of that only RegExp finds
 */
export function fromJava(pattern: string): JavaScriptExpression {
  const scanner = new Scanner(pattern)
  const flags = scanner.take(/\(\?([imsu]+)\)/y)?.[1] ?? ''
  const source = new Translation(scanner).alternatives()
  if (!scanner.done) throw new SyntaxError("Unmatched closing ')'")
  return { source, flags: `v${[...new Set(flags.replace('u', ''))].join('')}` }
}

const quantifier = /(?:[?*+]|\{\d+(?:,\d*)?\})[?+]?/y
const groupHead = /\((\?(?:[:=!>]|<[=!]|<([a-zA-Z][a-zA-Z0-9]*)>))?/y
const boundaries = new Map([
  ['\\A', '^'],
  ['\\Z', '$'],
  ['\\z', '$'],
  ['\\R', '(?:\\r\\n|[\\n\\v\\f\\r\\u{85}\\u{2028}\\u{2029}])'],
])

class Translation {
  readonly #scanner: Scanner
  /** The names of the pattern's capturing groups. Each gets one, as those that are put in must not shift the others. */
  readonly #groups: string[] = []
  #atomic = 0

  constructor(scanner: Scanner) {
    this.#scanner = scanner
  }

  alternatives(): string {
    let text = this.#sequence()
    while (this.#scanner.take(/\|/y)) text += `|${this.#sequence()}`
    return text
  }

  #sequence(): string {
    let text = ''
    for (;;) {
      const atom = this.#atom()
      if (atom === undefined) return text
      text += this.#repeated(atom)
    }
  }

  #repeated(atom: string): string {
    const times = this.#scanner.take(quantifier)?.[0]
    if (times === undefined) return atom
    const possessive = times.length > 1 && times.endsWith('+')
    return possessive ? this.#withoutReturn(atom + times.slice(0, -1)) : atom + times
  }

  /** What is matched once is kept: a look-ahead does not try again. */
  #withoutReturn(text: string): string {
    const name = `atomic${this.#atomic++}`
    return `(?:(?=(?<${name}>${text}))\\k<${name}>)`
  }

  #atom(): string | undefined {
    const scanner = this.#scanner
    const quoted = scanner.take(/\\Q(.*?)(?:\\E|$)/sy)
    if (quoted) return [...(quoted[1] ?? '')].map(literal).join('')
    if (scanner.take(/\[/y)) return characterClass(scanner)
    const group = scanner.take(groupHead)
    if (group) return this.#group(group[1], group[2])
    const escaped = characterEscape(scanner) ?? this.#boundary() ?? this.#reference()
    if (escaped !== undefined) return escaped
    const plain = scanner.take(/[.^$]/y)?.[0]
    if (plain !== undefined) return plain
    const sign = scanner.take(/[^|()?*+{\\[]/suy)?.[0]
    if (sign === undefined && scanner.take(/[?*+{\\]/y)) throw new SyntaxError('Dangling meta character')
    return sign && literal(sign)
  }

  #boundary(): string | undefined {
    const text = this.#scanner.take(/\\[bBAZzR]/y)?.[0]
    return text && (boundaries.get(text) ?? text)
  }

  #reference(): string | undefined {
    const [, number, name] = this.#scanner.take(/\\(?:([1-9])|k<(\w+)>)/y) ?? []
    if (name !== undefined) return `\\k<${name}>`
    return number && `\\k<${this.#groups[Number(number) - 1] ?? ''}>`
  }

  #group(head: string | undefined, ownName: string | undefined): string {
    const captured = head === undefined || ownName !== undefined
    const name = ownName ?? `group${this.#groups.length + 1}`
    if (captured) this.#groups.push(name)
    const inside = this.alternatives()
    this.#scanner.require(/\)/y, 'Unclosed group')
    if (head === '?>') return this.#withoutReturn(inside)
    return captured ? `(?<${name}>${inside})` : `(${head}${inside})`
  }
}
