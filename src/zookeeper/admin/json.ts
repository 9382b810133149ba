/** A number that is always shown with its decimals, as Java shows a double. */
export class Decimal {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

export type Json =
  | null
  | boolean
  | number
  | bigint
  | string
  | Decimal
  | readonly Json[]
  | { readonly [key: string]: Json }

/** What an answer consists of. */
export type Fields = Readonly<Record<string, Json>>

/** JSON as ZooKeeper's AdminServer indents it. */
export function printJson(value: Json, indent = ''): string {
  if (value instanceof Decimal) return value.text
  if (typeof value === 'bigint') return String(value)
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  if (isList(value))
    return value.length === 0 ? '[ ]' : `[ ${value.map((each) => printJson(each, indent)).join(', ')} ]`
  const inner = `${indent}  `
  const fields = Object.entries(value).map(
    ([key, each]) => `${inner}${JSON.stringify(key)} : ${printJson(each, inner)}`,
  )
  return fields.length === 0 ? '{ }' : `{\n${fields.join(',\n')}\n${indent}}`
}

/** `Array.isArray` doesn't tell readonly arrays from objects. */
function isList(value: readonly Json[] | { readonly [key: string]: Json }): value is readonly Json[] {
  return Array.isArray(value)
}
