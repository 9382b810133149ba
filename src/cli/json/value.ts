import { javaDouble } from '../../base/java-double.ts'

/** In place of a value: the text held none. */
export const missing = Symbol('missing')

/** A number that is not whole, or too large to be exact, as Java prints it. */
export class OtherNumber {
  readonly text: string

  constructor(text: string) {
    this.text = /^-?\d+$/.test(text) ? text : javaDouble(Number(text))
  }
}

/** A value as JSON, without spaces, as Jackson writes it. */
export function jsonText(value: unknown): string {
  if (value === missing) return ''
  if (value instanceof OtherNumber) return value.text
  if (Array.isArray(value)) return `[${value.map(jsonText).join(',')}]`
  if (typeof value !== 'object' || value === null) return literal(value)
  return `{${Object.entries(value)
    .map(([name, member]) => `${literal(name)}:${jsonText(member)}`)
    .join(',')}}`
}

/** Jackson's hexadecimal digits are capitals. */
function literal(value: unknown): string {
  return JSON.stringify(value).replace(/\\(?:u([0-9a-f]{4})|.)/g, (escaped, digits: string | undefined) =>
    digits === undefined ? escaped : `\\u${digits.toUpperCase()}`,
  )
}
