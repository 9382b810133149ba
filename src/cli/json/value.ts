/** In place of a value: the text held none. */
export const missing = Symbol('missing')

/** A number that is not whole, or too large to be exact, as Java prints it. */
export class OtherNumber {
  readonly text: string

  constructor(text: string) {
    const value = Number(text)
    this.text = /^-?\d+$/.test(text) ? text : Number.isInteger(value) ? `${value}.0` : String(value)
  }
}

/** A value as JSON, without spaces. */
export function jsonText(value: unknown): string {
  if (value === missing) return ''
  if (value instanceof OtherNumber) return value.text
  if (Array.isArray(value)) return `[${value.map(jsonText).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  return `{${Object.entries(value)
    .map(([name, member]) => `${JSON.stringify(name)}:${jsonText(member)}`)
    .join(',')}}`
}
