import type { Clock } from '../../base/clock.ts'
import type { Random } from '../../base/random.ts'
import type { BrokerConnection, BrokerSession } from '../broker-connection.ts'

/** Proves who we are; resolves with the milliseconds for which that counts, 0 for as long as the connection. */
export type Prove = (session: BrokerSession) => Promise<number>

/** Proves it anew when most of its time is over (KIP-368), and gives the connection up where that fails. */
export function stayAuthenticated(
  connection: BrokerConnection,
  { clock, random }: { clock: Clock; random: Random },
  lifetimeMs: number,
  prove: Prove,
): void {
  if (lifetimeMs <= 0) return
  // As Kafka: somewhere between 85 and 95 % of it.
  const timer = clock.after(lifetimeMs * (0.85 + random.int(1001) / 10_000), () => {
    connection.exclusively(prove).then(
      (nextMs) => stayAuthenticated(connection, { clock, random }, nextMs, prove),
      () => connection.close(),
    )
  })
  connection.onClose(() => timer.cancel())
}
