import type { BrokerConnection, BrokerSession } from '../broker-connection.ts'
import type { ClientIo } from '../node.ts'

/** Proves who we are; resolves with the milliseconds for which that counts, 0 for as long as the connection. */
export type Prove = (session: BrokerSession) => Promise<number>

/** Proves it anew when most of its time is over (KIP-368), and gives the connection up where that fails. */
export function stayAuthenticated(
  connection: BrokerConnection,
  io: Pick<ClientIo, 'clock' | 'random' | 'trace'>,
  lifetimeMs: number,
  prove: Prove,
): void {
  if (lifetimeMs <= 0) return
  const { clock, random, trace } = io
  // As Kafka: somewhere between 85 and 95 % of it.
  const timer = clock.after(lifetimeMs * (0.85 + random.int(1001) / 10_000), () => {
    const begun = clock.elapsed()
    connection.exclusively(prove).then(
      (nextMs) => {
        trace?.reauthenticated?.({ milliseconds: clock.elapsed() - begun })
        stayAuthenticated(connection, io, nextMs, prove)
      },
      (error: unknown) => {
        trace?.reauthenticated?.({ milliseconds: clock.elapsed() - begun, error })
        connection.close()
      },
    )
  })
  connection.onClose(() => timer.cancel())
}
