import type { Address, Connection, Transport } from '../../net/transport.ts'

/**
 * Connects to a server that has several addresses, on all of them at once: some may lead nowhere. The first that
 * answers is taken, the others are closed. Rejects with the last error when none does in time.
 */
export function firstConnection(
  transport: Transport,
  addresses: readonly Address[],
  timeoutMs: number,
): Promise<Connection> {
  if (addresses.length === 0) return Promise.reject(new Error('no address is known'))
  return new Promise((resolve, reject) => {
    let isTaken = false
    let failures = 0
    const take = (connection: Connection) => {
      if (isTaken) connection.destroy()
      else resolve(connection)
      isTaken = true
    }
    const fail = (error: unknown) => {
      if (++failures === addresses.length) reject(error)
    }
    for (const address of addresses) transport.connect(address, { timeoutMs }).then(take, fail)
  })
}

/** Where a server of these addresses listens: there, or everywhere on their ports. */
export function listeningAddresses(addresses: readonly Address[], everywhere: boolean): readonly Address[] {
  if (!everywhere) return addresses
  return [...new Set(addresses.map(({ port }) => port))].map((port) => ({ host: '', port }))
}
