import type { Records } from './chunk.ts'
import type { FixedKind } from './fixed.ts'

/** A type of the wire. `record` names a set of fields, possibly of another declaration. */
export type FieldType =
  | { readonly kind: PrimitiveKind }
  | { readonly kind: 'array'; readonly element: FieldType }
  | { readonly kind: 'struct'; readonly fields: Fields }

export type PrimitiveKind = FixedKind | 'string' | 'bytes' | 'records'

/** What may be said of a field besides its type. Versions are the message's. */
export interface FieldOptions<D = never> {
  /** The first version that has the field; 0 when left out. */
  readonly since?: number
  /** The last version that has the field. */
  readonly until?: number
  /** True: may be null in every version; a number: from that version on. */
  readonly nullable?: true | number
  /** The value where the version has no such field; what `encode` writes when it is left out. */
  readonly default?: D | null
  /** A value that differs from the default is dropped, and no error, when encoded in a version without the field. */
  readonly ignorable?: true
  /** The field travels among the tagged fields, under this number. */
  readonly tag?: number
  /** False: encoded the old way even in flexible versions (the request header's client id). */
  readonly flexible?: false
}

/** One field of a message: `Out` is what decoding gives, `In` what encoding takes, `Presence` whether it takes nothing too. */
export interface Field<
  Out = unknown,
  In = unknown,
  Presence extends 'required' | 'optional' = 'required' | 'optional',
> {
  readonly type: FieldType
  readonly options: FieldOptions<unknown>
  /** Carries the inferred types; never there at run time. */
  readonly inferred?: { readonly out: Out; readonly in: In; readonly presence: Presence }
}

export type Fields = { readonly [name: string]: Field }

type Infer<F> = F extends { readonly inferred?: infer I } ? NonNullable<I> : never
type Out<F> = Infer<F> extends { readonly out: infer O } ? O : never
type In<F> = Infer<F> extends { readonly in: infer I } ? I : never
type IsOptional<F> = Infer<F> extends { readonly presence: 'optional' } ? true : false

/** The object that decoding these fields gives: every field is present. */
export type OutOf<F extends Fields> = { [K in keyof F]: Out<F[K]> }

/** The object that encoding takes: fields with a default may be left out. */
export type InOf<F extends Fields> = {
  readonly [K in keyof F as IsOptional<F[K]> extends true ? never : K]: In<F[K]>
} & {
  readonly [K in keyof F as IsOptional<F[K]> extends true ? K : never]?: In<F[K]> | undefined
}

type NullIn<O> = O extends { readonly nullable: true | number } ? null : never
type PresenceIn<O> = O extends { readonly default: unknown } | { readonly until: number } | { readonly tag: number }
  ? 'optional'
  : 'required'

type FieldWith<Out, In, O> = Field<Out | NullIn<O>, In | NullIn<O>, PresenceIn<O>>

function primitive<T, In = T>(kind: PrimitiveKind) {
  return <const O extends FieldOptions<T>>(options?: O): FieldWith<T, In, O> => ({
    type: { kind },
    options: options ?? {},
  })
}

export const boolean = primitive<boolean>('boolean')
export const int8 = primitive<number>('int8')
export const int16 = primitive<number>('int16')
export const uint16 = primitive<number>('uint16')
export const int32 = primitive<number>('int32')
/** 64 bits that count or date: a number, refused beyond 2^53. */
export const int64 = primitive<number>('int64')
/** 64 bits that all matter. */
export const int64big = primitive<bigint>('int64big')
export const float64 = primitive<number>('float64')
/** 16 bytes, as 22 characters of base64url. */
export const uuid = primitive<string>('uuid')
export const string = primitive<string>('string')
/** Copied out of the frame when decoded. */
export const bytes = primitive<Buffer, Uint8Array>('bytes')
/** Record batches: a view on the frame when decoded; buffers and file ranges, passed on uncopied, when encoded. */
export const records = primitive<Buffer, Records>('records')

/** A list of values, or of structs with the given fields. */
export function array<Element, ElementIn, const O extends FieldOptions<readonly never[]>>(
  element: Field<Element, ElementIn>,
  options?: O,
): FieldWith<Element[], readonly ElementIn[], O>
export function array<F extends Fields, const O extends FieldOptions<readonly never[]>>(
  element: F,
  options?: O,
): FieldWith<OutOf<F>[], readonly InOf<F>[], O>
export function array(element: Field | Fields, options?: FieldOptions<unknown>): Field {
  const type: FieldType = isField(element) ? element.type : { kind: 'struct', fields: element }
  return { type: { kind: 'array', element: type }, options: options ?? {} }
}

/** Fields inside a field. */
export function struct<F extends Fields, const O extends FieldOptions>(
  fields: F,
  options?: O,
): FieldWith<OutOf<F>, InOf<F>, O> {
  return { type: { kind: 'struct', fields }, options: options ?? {} }
}

function isField(value: Field | Fields): value is Field {
  return typeof value.options === 'object' && 'type' in value && 'kind' in value.type
}
