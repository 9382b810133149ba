import type { Random } from '../../base/random.ts'
import type { Transport } from '../../net/transport.ts'
import { LabError } from '../lab-error.ts'

/** Where the servers of an ensemble talk to each other. */
export interface PeerPorts {
  readonly quorum: number
  readonly election: number
}

/** From ZooKeeper's usual client port to its usual quorum and election ports: 2181, 2888, 3888. */
const distance = { quorum: 707, election: 1707 } as const

/** A leader's port is opened when it is elected: until then no outgoing connection may be given it by the system. */
const belowEphemeral = { first: 20_000, count: 12_000 } as const
const attempts = 200

/**
 * Ports for each server of an ensemble: 2888 and 3888 beside client port 2181, for the next servers the next ones; free
 * ones beside free ones.
 */
export async function ensemblePorts(
  { transport, random, host }: { transport: Transport; random: Random; host: string },
  clientPort: number,
  count: number,
): Promise<PeerPorts[]> {
  const last = clientPort + distance.election + count
  if (clientPort !== 0 && last <= 65_535) {
    return Array.from({ length: count }, (_, index) => ({
      quorum: clientPort + distance.quorum + index,
      election: clientPort + distance.election + index,
    }))
  }
  const taken = new Set<number>()
  const free = () => freePort(transport, random, host, taken)
  const ports: PeerPorts[] = []
  while (ports.length < count) ports.push({ quorum: await free(), election: await free() })
  return ports
}

async function freePort(transport: Transport, random: Random, host: string, taken: Set<number>): Promise<number> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const port = belowEphemeral.first + random.int(belowEphemeral.count)
    if (taken.has(port) || !(await isFree(transport, host, port))) continue
    taken.add(port)
    return port
  }
  throw new LabError('no free ports for the ensemble between 20000 and 32000')
}

async function isFree(transport: Transport, host: string, port: number): Promise<boolean> {
  try {
    const listener = await transport.listen({ host, port }, (connection) => connection.destroy())
    await listener.close()
    return true
  } catch {
    return false
  }
}
