import { pause } from '../../../base/clock.ts'
import type { Connection } from '../../../net/transport.ts'
import type { ServerEntry } from '../../config/server-entry.ts'
import { firstConnection } from '../addresses.ts'
import type { RoleOptions } from './role.ts'

const attempts = 5

/**
 * Connects to the leader on one of its addresses. It may not listen yet: tries five times with a pause after each,
 * but not longer than `connectToLearnerMasterLimit` ticks. Undefined when it can't be reached, or `isOver` in the meantime.
 */
export async function connectToLeader(
  { clock, transport, config, ensemble }: RoleOptions,
  leader: ServerEntry,
  isOver: () => boolean,
): Promise<Connection | undefined> {
  const end = clock.elapsed() + ensemble.connectLimit * config.tickTime
  const addresses = leader.addresses.map(({ host, quorumPort }) => ({ host, port: quorumPort }))
  for (let attempt = 0; attempt < attempts; attempt++) {
    const timeoutMs = end - clock.elapsed()
    if (isOver() || timeoutMs <= 0) return undefined
    try {
      return await firstConnection(transport, addresses, timeoutMs)
    } catch {
      await pause(clock, config.synchronisation.leaderRetryPause)
    }
  }
  return undefined
}
