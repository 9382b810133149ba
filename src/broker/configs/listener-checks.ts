import type { BrokerConfig } from './broker-config.ts'
import { unmet } from './config-fault.ts'
import { controlPlaneListener, type Endpoint, interBrokerListener } from './listeners.ts'
import { isKraft } from './process-roles.ts'

/** Whether others will find what a broker advertises, and the listeners that have a part to play. Throws `ConfigFault`. */
export function checkListeners(
  config: BrokerConfig,
  bound: readonly Endpoint[],
  advertised: readonly Endpoint[],
): void {
  checkSomeAdvertised(config, advertised)
  const interBroker = interBrokerListener(config)
  checkAdvertised('inter.broker.listener.name', interBroker, advertised)
  checkSubset(advertised, bound)
  if (advertised.some(({ host }) => host === '0.0.0.0')) {
    throw unmet('advertised.listeners cannot use the nonroutable meta-address 0.0.0.0. Use a routable IP address.')
  }
  checkControlPlane(config, interBroker, advertised)
}

export function checkSomeAdvertised(config: BrokerConfig, advertised: readonly Endpoint[]): void {
  if (advertised.length > 0) return
  const guess = isKraft(config) ? ' Perhaps all listeners appear in controller.listener.names?' : ''
  throw unmet(`There must be at least one advertised listener.${guess}`)
}

function checkSubset(advertised: readonly Endpoint[], bound: readonly Endpoint[]): void {
  if (advertised.every(({ listener }) => bound.some((one) => one.listener === listener))) return
  throw unmet(
    `advertised.listeners listener names must be equal to or a subset of the ones defined in listeners. Found ${namesOf(advertised)}. The valid options based on the current configuration are ${namesOf(bound)}`,
  )
}

function checkControlPlane(config: BrokerConfig, interBroker: string, advertised: readonly Endpoint[]): void {
  const control = controlPlaneListener(config)
  if (control === undefined) return
  checkAdvertised('control.plane.listener.name', control, advertised)
  if (control !== interBroker) return
  throw unmet(
    `control.plane.listener.name, when defined, should have a different value from the inter broker listener name. Currently they both have the value ListenerName(${control})`,
  )
}

function checkAdvertised(setting: string, name: string, advertised: readonly Endpoint[]): void {
  if (advertised.some(({ listener }) => listener === name)) return
  throw unmet(
    `${setting} must be a listener name defined in advertised.listeners. The valid options based on currently configured listeners are ${namesOf(advertised)}`,
  )
}

const namesOf = (endpoints: readonly Endpoint[]) => endpoints.map(({ listener }) => listener).join(',')
