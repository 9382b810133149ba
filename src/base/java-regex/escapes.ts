import type { Scanner } from './scanner.ts'

/** The letter or sign itself, in and out of a class. */
export function literal(letter: string): string {
  return /^\w$/.test(letter) ? letter : codePoint(letter.codePointAt(0) ?? 0)
}

const codePoint = (code: number) => `\\u{${code.toString(16)}}`

/** Java's of ASCII only; written so that they stand in and out of a class. */
const sets = new Map([
  ['s', ' \\t\\n\\v\\f\\r'],
  ['h', ' \\t\\u{a0}\\u{1680}\\u{180e}\\u{2000}-\\u{200a}\\u{202f}\\u{205f}\\u{3000}'],
  ['v', '\\n\\v\\f\\r\\u{85}\\u{2028}\\u{2029}'],
  ['Lower', 'a-z'],
  ['Upper', 'A-Z'],
  ['ASCII', '\\u{0}-\\u{7f}'],
  ['Alpha', 'A-Za-z'],
  ['Digit', '0-9'],
  ['Alnum', 'A-Za-z0-9'],
  ['Punct', '\\u{21}-\\u{2f}\\u{3a}-\\u{40}\\u{5b}-\\u{60}\\u{7b}-\\u{7e}'],
  ['Graph', '\\u{21}-\\u{7e}'],
  ['Print', '\\u{20}-\\u{7e}'],
  ['Blank', ' \\t'],
  ['Cntrl', '\\u{0}-\\u{1f}\\u{7f}'],
  ['XDigit', '0-9a-fA-F'],
  ['Space', ' \\t\\n\\v\\f\\r'],
])

const controls = new Map([
  ['a', 7],
  ['e', 27],
  ['t', 9],
  ['n', 10],
  ['f', 12],
  ['r', 13],
])

const codes = /\\(?:0([0-3]?[0-7]{1,2})|x([0-9a-fA-F]{2})|x\{([0-9a-fA-F]+)\}|u([0-9a-fA-F]{4})|c(.))/suy

/** An escaped character or set of characters, as it may stand in and out of a class; undefined when it is something else. */
export function characterEscape(scanner: Scanner): string | undefined {
  const property = scanner.take(/\\([pP])(?:\{(\w+)\}|(\w))/y)
  if (property) return propertyOf(property[2] ?? property[3] ?? '', property[1] === 'P')
  const set = scanner.take(/\\([shvSHV])/y)?.[1]
  if (set) return setOf(sets.get(set.toLowerCase()) ?? '', set !== set.toLowerCase())
  const known = scanner.take(/\\[dDwW]/y)
  if (known) return known[0]
  const code = scanner.take(codes)
  if (code) return codePoint(coded(code))
  const letter = scanner.take(/\\([atnfre]|[^a-zA-Z0-9])/suy)?.[1]
  return letter === undefined ? undefined : codePoint(controls.get(letter) ?? letter.codePointAt(0) ?? 0)
}

function coded([, octal, byte, braced, unit, control]: readonly (string | undefined)[]): number {
  if (octal !== undefined) return Number.parseInt(octal, 8)
  if (control !== undefined) return (control.codePointAt(0) ?? 0) ^ 64
  return Number.parseInt(byte ?? braced ?? unit ?? '', 16)
}

const setOf = (members: string, negated: boolean) => `[${negated ? '^' : ''}${members}]`

/** Beside the ASCII ones Java has Unicode's categories, scripts and binary properties, these two behind an `Is`. */
function propertyOf(name: string, negated: boolean): string {
  const ascii = sets.get(name)
  if (ascii !== undefined && name.length > 1) return setOf(ascii, negated)
  return `\\${negated ? 'P' : 'p'}{${unicodeName(name)}}`
}

function unicodeName(name: string): string {
  const bare = name.replace(/^Is/, '')
  if (bare === name || bare.length <= 2 || /^(?:Alphabetic|Uppercase|Lowercase|White_Space)$/.test(bare)) return bare
  return `Script=${bare}`
}
