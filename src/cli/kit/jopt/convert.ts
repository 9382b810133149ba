import type { OptionDefinition } from './option-table.ts'

const integerText = /^[-+]?\d+$/
const doubleText = /^[-+]?(?:(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?[fFdD]?|NaN|Infinity)$/

/** What Java calls the types, in help and errors. */
export const javaTypes = {
  string: 'String',
  boolean: 'Boolean',
  short: 'Short',
  integer: 'Integer',
  long: 'Long',
  double: 'Double',
} as const

const bits = { short: 16, integer: 32, long: 64 } as const

/** The value of an argument as Java's `valueOf` of the option's type reads it; undefined when it can't be read. */
export function convert(type: OptionDefinition['type'], text: string): string | number | undefined {
  if (type === 'short' || type === 'integer' || type === 'long') return convertInteger(text, bits[type])
  if (type === 'boolean') return String(text.toLowerCase() === 'true')
  if (type === 'double') return doubleText.test(text.trim()) ? Number(text.trim().replace(/[fFdD]$/, '')) : undefined
  return text
}

/** What Java throws where `convert` knows no value; undefined where that is no number. */
export function conversionFault(type: OptionDefinition['type'], text: string): string | undefined {
  if (type === undefined || type === 'string' || type === 'boolean') return undefined
  const isOutOfRange = type === 'short' && convertInteger(text, bits.integer) !== undefined
  const isMissing = type === 'double' && text.trim() === ''
  const why = isOutOfRange ? `Value out of range. Value:"${text}" Radix:10` : `For input string: "${text}"`
  return `java.lang.NumberFormatException: ${isMissing ? 'empty String' : why}`
}

/** The one of the choices that is meant; undefined when it is none. */
export function choose(choices: readonly string[], text: string): string | undefined {
  const choice = text.toUpperCase()
  return choices.includes(choice) ? choice : undefined
}

function convertInteger(text: string, width: number): number | undefined {
  if (!integerText.test(text)) return undefined
  const value = BigInt(text.replace(/^\+/, ''))
  return BigInt.asIntN(width, value) === value ? Number(value) : undefined
}
