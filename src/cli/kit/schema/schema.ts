/** The shape of a value in a command's JSON: its TypeScript type `T`, its JSON Schema and its documentation come from it. */
export type Schema<T = unknown> = Shape & { readonly about: string } & Typed<T>

type Shape =
  | { readonly type: 'string'; readonly choices?: readonly string[] }
  | { readonly type: 'integer' | 'long' | 'number' | 'boolean' }
  | { readonly type: 'list' | 'map' | 'nullable'; readonly of: Schema }
  | { readonly type: 'object'; readonly fields: Fields }

/** Only the compiler ever sees the member. */
interface Typed<T> {
  readonly valueType?: T
}

/** All of them are always there: what is not known or does not apply is null. */
export type Fields = { readonly [name: string]: Schema }

export interface ObjectSchema<T = unknown> extends Typed<T> {
  readonly type: 'object'
  readonly about: string
  readonly fields: Fields
}

/** One of the objects that a command prints a line of. */
export interface ResultType<T = unknown> extends ObjectSchema<T> {
  /** The object's member `kind`. */
  readonly kind: string
}

/** The TypeScript type of a schema's values. */
export type ValueOf<S> = S extends Typed<infer T> ? T : never

type ValuesOf<F extends Fields> = { readonly [Name in keyof F]: ValueOf<F[Name]> }

export function result<F extends Fields>(kind: string, about: string, fields: F): ResultType<ValuesOf<F>> {
  return { type: 'object', kind, about, fields }
}

export const object = <F extends Fields>(fields: F, about = ''): ObjectSchema<ValuesOf<F>> => ({
  type: 'object',
  about,
  fields,
})
export const string = (about: string): Schema<string> => ({ type: 'string', about })
export const oneOf = <const C extends string>(choices: readonly C[], about: string): Schema<C> => ({
  type: 'string',
  choices,
  about,
})
export const boolean = (about: string): Schema<boolean> => ({ type: 'boolean', about })
/** A whole number of at most 32 bits. */
export const integer = (about: string): Schema<number> => ({ type: 'integer', about })
/** A whole number of 64 bits: beyond ±(2^53 − 1), where JSON's readers lose digits, it is written as a string. */
export const long = (about: string): Schema<number | bigint> => ({ type: 'long', about })
export const number = (about: string): Schema<number> => ({ type: 'number', about })
export const list = <T>(of: Schema<T>, about = of.about): Schema<readonly T[]> => ({ type: 'list', of, about })
export const map = <T>(of: Schema<T>, about = of.about): Schema<Readonly<Record<string, T>>> => ({
  type: 'map',
  of,
  about,
})
export const orNull = <T>(of: Schema<T>, about = of.about): Schema<T | null> => ({ type: 'nullable', of, about })
