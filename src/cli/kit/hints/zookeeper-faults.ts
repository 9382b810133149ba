import { UnresolvedError } from '../../../zookeeper/client/throwable-text.ts'
import type { Traffic } from '../report/traffic.ts'
import { faultOf } from './diagnose.ts'
import type { Hint } from './hint.ts'
import type { NetworkFault } from './network-faults.ts'

type Row = readonly [cause: (server: string) => string, hint: string]

const zooKeepersPort = "give a ZooKeeper server's address, which is usually on port 2181"

/** What keeps a client from talking to a ZooKeeper server. */
const rows: Partial<Record<NetworkFault, Row>> = {
  refused: [
    (server) => `no ZooKeeper server listens on ${server}`,
    'look whether it runs, and at clientPort in its configuration',
  ],
  unresolved: [
    (server) => `the name of ${server} does not resolve`,
    'look at its spelling, and at DNS or /etc/hosts here',
  ],
  unroutable: [(server) => `there is no way to ${server} from here`, 'look at the address, and at the network between'],
  'no-answer': [
    (server) => `${server} answers no attempt to connect`,
    'look at the address, and whether a firewall between drops packets',
  ],
}

const other: Row = [
  (server) => `${server} has ended the connection: it is no ZooKeeper server, or one without a quorum`,
  `${zooKeepersPort}, not a broker's 9092; \`zkServer.sh status\` tells whether it serves`,
]

/** Cause and hint of a connection that is not there; undefined when none was tried. */
export function zooKeeperHint(lost: Traffic['lostZooKeeper']): Hint | undefined {
  if (lost === undefined) return undefined
  const fault = lost.error instanceof UnresolvedError ? 'unresolved' : faultOf(lost.error)
  const [cause, hint] = (fault === undefined ? undefined : rows[fault]) ?? other
  return { cause: cause(lost.server), hint }
}
