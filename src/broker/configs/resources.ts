import { KafkaError } from '../../wire/kafka/errors.ts'

/** Kinds of things with settings, by their numbers on the wire. */
export const resourceTypes = { topic: 2, broker: 4, brokerLogger: 8, clientMetrics: 16 } as const

const names: Readonly<Record<number, string>> = {
  0: 'UNKNOWN',
  2: 'TOPIC',
  4: 'BROKER',
  8: 'BROKER_LOGGER',
  16: 'CLIENT_METRICS',
}

export const resourceTypeName = (type: number): string => names[type] ?? 'UNKNOWN'

/** As Java prints a resource. */
export const shownResource = (type: number, name: string): string =>
  `ConfigResource(type=${resourceTypeName(type)}, name='${name}')`

/** A broker answers for itself alone. `orEmpty`: without an id all brokers' defaults are meant. Throws INVALID_REQUEST. */
export function checkBrokerId(name: string, brokerId: number, orEmpty: boolean): void {
  if (orEmpty && name === '') return
  if (!/^[+-]?\d+$/.test(name)) {
    const what = orEmpty ? 'Broker' : 'Node'
    throw new KafkaError('INVALID_REQUEST', `${what} id must be an integer, but it is: ${name}`)
  }
  if (Number(name) === brokerId) return
  const expected = orEmpty ? `${brokerId} or empty string` : `${brokerId}`
  throw new KafkaError('INVALID_REQUEST', `Unexpected broker id, expected ${expected}, but received ${name}`)
}
