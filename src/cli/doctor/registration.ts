import type { BrokerConfig } from '../../broker/configs/broker-config.ts'
import { advertisedListeners, formatEndpoint, listeners } from '../../broker/configs/listeners.ts'
import type { BrokerRegistration } from '../../broker/znodes/broker-registration.ts'
import { type Finding, fault } from './finding.ts'

/** Whether the id of the file is another broker's: one that is registered with ports of which none is the file's. */
export function examineId(
  config: BrokerConfig,
  registrations: ReadonlyMap<number, BrokerRegistration>,
): Finding | undefined {
  const id = config.get('broker.id')
  const registered = registrations.get(id)
  if (registered === undefined) return undefined
  const own = new Set(advertisedListeners(config, listeners(config), 'localhost').map(({ port }) => port))
  if (registered.endpoints.some(({ port }) => own.has(port))) return undefined
  const there = registered.endpoints.map(formatEndpoint).join(', ')
  return fault(
    `broker ${id}`,
    `another broker of this id is registered already, at ${there}`,
    'give each broker a broker.id of its own: a second one of the same id does not start',
  )
}
