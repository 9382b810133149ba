import type { Address } from '../../net/transport.ts'
import type { ServerAddress, ServerEntry } from '../config/server-entry.ts'
import type { ServerView } from '../words/word.ts'
import type { Fields, Json } from './json.ts'

/** Who leads; an error for a server that has no ensemble. */
export function leader({ members, leader, myId }: ServerView): Fields {
  if (members === undefined || leader === undefined) return { error: 'server is not initialized' }
  return {
    is_leader: leader === myId,
    leader_id: leader,
    leader_ip: members.servers.get(leader)?.addresses[0].host ?? '',
  }
}

/** The members that vote. */
export function votingView({ members, clientPort, config, myId }: ServerView): Fields {
  const voters = [...(members?.servers.values() ?? [])].filter(({ isObserver }) => !isObserver)
  const own = `${config.clientPortAddress ?? '0.0.0.0'}:${clientPort}`
  const each = voters.map((entry): [string, Json] => [String(entry.id), voter(entry, entry.id === myId ? own : '')])
  return { current_config: Object.fromEntries(each) }
}

function voter({ addresses, client, isObserver }: ServerEntry, own: string): Fields {
  return {
    server_addresses: addresses.map(quorumAddress),
    election_addresses: addresses.map(electionAddress),
    client_address: client === undefined ? own : `${client.host}:${client.port}`,
    learner_type: isObserver ? 'observer' : 'participant',
  }
}

const quorumAddress = ({ host, quorumPort }: ServerAddress) => `${host}:${quorumPort}`
const electionAddress = ({ host, electionPort }: ServerAddress) => `${host}:${electionPort}`

/** A member may have several addresses for one purpose. */
function several(addresses: readonly Address[]): Fields {
  const all = addresses.map(({ host, port }) => `${host}:${port}`)
  return {
    empty: all.length === 0,
    all_addresses: all,
    all_ports: addresses.map(({ port }) => port),
    all_host_strings: addresses.map(({ host }) => host),
    one: all[0] ?? null,
  }
}

/** A server that answers is done with looking for a leader and catching up with it. */
export function zabState({ members, myId, leader, database, clientPort, config }: ServerView): Fields {
  const entry = members?.servers.get(myId)
  if (entry === undefined) return { error: 'server is not initialized' }
  return {
    myid: myId,
    is_leader: leader === myId,
    quorum_address: several(entry.addresses.map(({ host, quorumPort }) => ({ host, port: quorumPort }))),
    election_address: several(entry.addresses.map(({ host, electionPort }) => ({ host, port: electionPort }))),
    client_address: `${config.clientPortAddress ?? '0.0.0.0'}:${clientPort}`,
    voting: !entry.isObserver,
    last_zxid: `0x${database.lastZxid.toString(16)}`,
    zab_epoch: database.lastZxid >> 32n,
    zab_counter: database.lastZxid & 0xffffffffn,
    zabstate: 'broadcast',
  }
}
