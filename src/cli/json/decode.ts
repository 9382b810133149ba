import { JavaException } from '../kit/java-exception.ts'
import { jsonText, OtherNumber } from './value.ts'

/** A JSON text as Kafka's tools take it apart: what is not as expected is told in the words of their decoder. */

const mappingException = (message: string) =>
  new JavaException('com.fasterxml.jackson.databind.JsonMappingException', message)

/** The members of an object. Throws JavaException (JsonMappingException) at anything else. */
export function asObject(value: unknown): ReadonlyMap<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof OtherNumber) {
    throw mappingException(`Expected JSON object, received ${jsonText(value)}`)
  }
  return new Map(Object.entries(value))
}

/** Throws JavaException (JsonMappingException) at anything but an array. */
export function asArray(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value
  throw mappingException(`Expected JSON array, received ${jsonText(value)}`)
}

/** A member that has to be there. */
export function member(object: ReadonlyMap<string, unknown>, name: string): unknown {
  if (object.has(name)) return object.get(name)
  throw mappingException(`No such field exists: \`${name}\``)
}

export function asString(value: unknown): string {
  if (typeof value === 'string') return value
  throw mappingException(`Expected \`String\` value, received ${jsonText(value)}`)
}

/** A number as Java's type of that name can hold it. */
export function asWhole(value: unknown, type: 'Integer' | 'Long'): number {
  const fits = type === 'Long' ? Number.isSafeInteger(value) : Number.isInteger(value) && value === Number(value) >> 0
  if (typeof value === 'number' && fits) return value
  throw mappingException(`Expected \`${type}\` value, received ${jsonText(value)}`)
}

/** A list whose values are all read by the same function. */
export function asList<T>(value: unknown, read: (element: unknown) => T): T[] {
  if (Array.isArray(value)) return value.map(read)
  throw mappingException(`Expected \`JSON array\` value, received ${jsonText(value)}`)
}
