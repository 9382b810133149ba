import type { Clock } from '../../base/clock.ts'
import { isZooKeeperError, ZooKeeperError } from '../../wire/jute/errors.ts'
import type { ZooKeeperClient } from '../../zookeeper/client/client.ts'
import {
  decodeController,
  decodeControllerEpoch,
  encodeController,
  encodeControllerEpoch,
} from '../znodes/controller.ts'
import { paths } from '../znodes/paths.ts'

/** A won election. `epochVersion` is the data version of `/controller_epoch`, which every write of the controller checks. */
export interface Won {
  readonly epoch: number
  readonly epochVersion: number
}

/** The broker that holds `/controller`; undefined when nobody does. */
export async function currentController(zookeeper: ZooKeeperClient, watch?: () => void): Promise<number | undefined> {
  const watching = watch === undefined ? undefined : zookeeper.exists(paths.controller, { watch })
  try {
    const [{ data }] = await Promise.all([zookeeper.get(paths.controller), watching])
    return data === null ? undefined : decodeController(data)
  } catch (error) {
    if (!isZooKeeperError(error, 'noNode')) throw error
    return undefined
  }
}

async function epochNode(zookeeper: ZooKeeperClient): Promise<Won> {
  try {
    const { data, stat } = await zookeeper.get(paths.controllerEpoch)
    return { epoch: data === null ? 0 : decodeControllerEpoch(data), epochVersion: stat.version }
  } catch (error) {
    if (!isZooKeeperError(error, 'noNode')) throw error
  }
  try {
    await zookeeper.create(paths.controllerEpoch, encodeControllerEpoch(0))
  } catch (error) {
    if (!isZooKeeperError(error, 'nodeExists')) throw error
    return epochNode(zookeeper)
  }
  return { epoch: 0, epochVersion: 0 }
}

/** Tries to become the controller: `/controller` and the next epoch in one transaction. Undefined when another broker was quicker. */
export async function elect(zookeeper: ZooKeeperClient, brokerId: number, clock: Clock): Promise<Won | undefined> {
  const { epoch, epochVersion } = await epochNode(zookeeper)
  const next = epoch + 1
  try {
    const [, written] = await zookeeper.multi([
      { type: 'create', path: paths.controller, data: encodeController(brokerId, clock.now()), mode: 'ephemeral' },
      { type: 'set', path: paths.controllerEpoch, data: encodeControllerEpoch(next), version: epochVersion },
    ])
    return { epoch: next, epochVersion: written?.stat?.version ?? epochVersion + 1 }
  } catch (error) {
    if (!isZooKeeperError(error, 'nodeExists') && !isZooKeeperError(error, 'badVersion')) throw error
    return wonBefore(zookeeper, brokerId, next)
  }
}

/** The connection may have broken after the election was won: then the node is ours, under the epoch that we wanted. */
async function wonBefore(zookeeper: ZooKeeperClient, brokerId: number, wanted: number): Promise<Won | undefined> {
  const [holder, now] = await Promise.all([currentController(zookeeper), epochNode(zookeeper)])
  return holder === brokerId && now.epoch === wanted ? now : undefined
}

/** Gives the office back, so that somebody else may be elected; nothing happens when somebody already was. */
export async function vacate(zookeeper: ZooKeeperClient, { epochVersion }: Won): Promise<void> {
  try {
    await zookeeper.multi([
      { type: 'check', path: paths.controllerEpoch, version: epochVersion },
      { type: 'delete', path: paths.controller },
    ])
  } catch (error) {
    if (!(error instanceof ZooKeeperError)) throw error
  }
}
