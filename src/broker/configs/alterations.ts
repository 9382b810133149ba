import { KafkaError } from '../../wire/kafka/errors.ts'

/** Operations of IncrementalAlterConfigs, by their numbers on the wire. */
export const alterOperations = { set: 0, delete: 1, append: 2, subtract: 3 } as const

export interface Alteration {
  readonly name: string
  readonly configOperation: number
  readonly value: string | null
}

export function refuseNulls(configs: readonly { readonly name: string; readonly value: string | null }[]): void {
  const missing = configs.filter(({ value }) => value === null)
  if (missing.length === 0) return
  const names = missing.map(({ name }) => name).join(', ')
  throw new KafkaError('INVALID_REQUEST', `Null value not supported for : ${names}`)
}

export function refuseRepeated(configs: readonly { readonly name: string }[]): void {
  if (new Set(configs.map(({ name }) => name)).size === configs.length) return
  throw new KafkaError('INVALID_REQUEST', 'Error due to duplicate config keys')
}
