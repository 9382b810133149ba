import { missing, OtherNumber } from './value.ts'

/** What the parser of Kafka's tools says of a text that is no JSON. */
export class JsonError extends Error {
  override readonly name = 'JsonError'
}

const valueKinds = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')"

/**
 * The first JSON value of the text, whatever follows it; `missing` for a text of nothing but spaces.
 * @throws JsonError in the words of Jackson, the parser in Kafka's tools, and at an empty text
 */
export function parseJson(text: string): unknown {
  if (text === '') throw new JsonError("The input string shouldn't be empty")
  const reader = new Reader(text)
  return reader.isAtEnd() ? missing : reader.value(betweenElements)
}

/** The value, or undefined for what is no JSON. */
export function tryParseJson(text: string): unknown {
  try {
    return parseJson(text)
  } catch (error) {
    if (error instanceof JsonError) return undefined
    throw error
  }
}

const betweenMembers = 'within/between Object entries'
const betweenElements = 'within/between Array entries'

const quotedText = /"(?:[^"\\]|\\[\s\S])*"/y
const numberText = /-?\d*(?:\.\d*)?(?:[eE][-+]?\d*)?/y
const wordText = /[\p{L}\p{N}_$]+/uy
class Reader {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  isAtEnd(): boolean {
    while (/[ \t\r\n]/.test(this.#text[this.#at] ?? '')) this.#at++
    return this.#at >= this.#text.length
  }

  /** `where` is told when the text ends before the value. */
  value(where: string): unknown {
    const next = this.#next(where)
    if (next === '{') return this.#object()
    if (next === '[') return this.#array()
    if (next === '"') return this.#string('Unexpected end-of-input: was expecting closing quote for a string value')
    if (/[-\d]/.test(next)) return this.#number()
    return this.#word()
  }

  /** The next character that is no space; it stays the next. */
  #next(where: string): string {
    if (this.isAtEnd()) throw new JsonError(`Unexpected end-of-input${where.startsWith(':') ? '' : ' '}${where}`)
    return this.#text[this.#at] ?? ''
  }

  #object(): object {
    const members = new Map<string, unknown>()
    const open = this.#openText('Object')
    this.#at++
    if (this.#next(open) === '}') {
      this.#at++
      return {}
    }
    for (let ending = open; ; ending = betweenMembers) {
      if (this.#next(ending) !== '"') throw this.#unexpected(': was expecting double-quote to start field name')
      const name = this.#string('Unexpected end-of-input in field name')
      if (this.#next(betweenMembers) !== ':') {
        throw this.#unexpected(': was expecting a colon to separate field name and value')
      }
      this.#at++
      members.set(name, this.value(betweenMembers))
      if (!this.#goesOn('}', open, 'Object')) return Object.fromEntries(members)
    }
  }

  #array(): unknown[] {
    const elements: unknown[] = []
    const open = this.#openText('Array')
    this.#at++
    if (this.#next(open) === ']') {
      this.#at++
      return elements
    }
    for (;;) {
      elements.push(this.value(betweenElements))
      if (!this.#goesOn(']', open, 'Array')) return elements
    }
  }

  /** What is missing when the text ends in an object or array that begins here. */
  #openText(kind: 'Object' | 'Array'): string {
    const lines = this.#text.slice(0, this.#at).split('\n')
    const place = `line: ${lines.length}, column: ${(lines.at(-1)?.length ?? 0) + 1}`
    const source = 'REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled)'
    return `: expected close marker for ${kind} (start marker at [Source: ${source}; ${place}])`
  }

  /** Past a comma, or past the end. */
  #goesOn(end: string, open: string, kind: string): boolean {
    const next = this.#next(open)
    if (next !== end && next !== ',') throw this.#unexpected(`: was expecting comma to separate ${kind} entries`)
    this.#at++
    return next === ','
  }

  #string(unfinished: string): string {
    const quoted = this.#match(quotedText)
    if (quoted === undefined) throw new JsonError(unfinished)
    const control = [...quoted].find((character) => character < ' ')
    if (control !== undefined) {
      throw new JsonError(
        `Illegal unquoted character ((CTRL-CHAR, code ${control.charCodeAt(0)})): has to be escaped using backslash to be included in string value`,
      )
    }
    const escapes = [...quoted.matchAll(/\\([\s\S])/g)].map(([, escaped = '']) => escaped)
    const unknown = escapes.find((escaped) => !'"\\/bfnrtu'.includes(escaped))
    if (unknown !== undefined) {
      throw new JsonError(`Unrecognized character escape '${unknown}' (code ${unknown.charCodeAt(0)})`)
    }
    this.#checkHexEscapes(quoted)
    this.#at += quoted.length
    return String(JSON.parse(quoted))
  }

  #checkHexEscapes(quoted: string): void {
    for (const [sequence, digits = ''] of quoted.matchAll(/\\(?:u([0-9a-fA-F]{0,4})|[^u])/g)) {
      if (!sequence.startsWith('\\u') || digits.length === 4) continue
      this.#at += quoted.indexOf(sequence) + sequence.length
      throw this.#unexpected(': expected a hex-digit for character escape sequence')
    }
  }

  #number(): number | OtherNumber {
    const text = this.#match(numberText) ?? ''
    if (/^-?0\d/.test(text)) throw new JsonError('Invalid numeric value: Leading zeroes not allowed')
    this.#at += text.length
    if (text === '-') {
      throw this.#unexpected(' in numeric value: expected digit (0-9) to follow minus sign, for valid numeric value')
    }
    if (text.endsWith('.')) throw this.#unexpected(' in numeric value: Decimal point not followed by a digit')
    if (!/\d$/.test(text)) throw this.#unexpected(' in numeric value: Exponent indicator not followed by a digit')
    return /^-?\d+$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : new OtherNumber(text)
  }

  #word(): unknown {
    const word = this.#match(wordText) ?? ''
    if (word === '') throw this.#unexpected(`: expected a valid value ${valueKinds}`)
    const known = knownWords.get(word)
    if (known === undefined) throw new JsonError(`Unrecognized token '${word}': was expecting ${valueKinds}`)
    this.#at += word.length
    return known
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at
    return pattern.exec(this.#text)?.[0]
  }

  #unexpected(expectation: string): JsonError {
    const next = this.#text[this.#at] ?? ''
    return new JsonError(`Unexpected character ('${next}' (code ${next.charCodeAt(0)}))${expectation}`)
  }
}

const knownWords: ReadonlyMap<string, boolean | null> = new Map([
  ['true', true],
  ['false', false],
  ['null', null],
])
