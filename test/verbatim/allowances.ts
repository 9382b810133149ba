import type { Maker } from '../kit/servers.ts'

/** Whose tools are played on whose servers. */
interface Cast {
  readonly tools: Maker
  readonly servers: readonly Maker[]
}

interface Allowance {
  readonly scenarios: RegExp
  readonly isFor: (cast: Cast) => boolean
  readonly find: RegExp
  readonly replace: string
}

const realTools = ({ tools }: Cast) => tools === 'real'
const ourServers = ({ servers }: Cast) => servers.includes('ours')
const realServers = ({ servers }: Cast) => servers.some((maker) => maker !== 'ours')

/** Where a transcript's steps come faster or slower than where they were recorded, and a race has another end. */
const allowances: readonly Allowance[] = [
  // The controller's first look at its leaders, 5 s after it came, falls into the transcript where commands are slow and our
  // servers start at once; when that was recorded, the slow start of three real brokers had it behind it.
  {
    scenarios: /^cluster-reassign$/,
    isFor: ourServers,
    find: /^@broker .*$/gm,
    replace: '$& auto.leader.rebalance.enable=false',
  },
  // The real shell prints its answer and, from another thread, that it is connected: on a busy machine sometimes in this order.
  {
    scenarios: /./,
    isFor: realTools,
    find: /^\$ (?=\S*zookeeper-shell \S+ (?:get|ls|stat|getAcl|getAllChildrenNumber|getEphemerals|sync|version)\b)/gm,
    replace: '~ ',
  },
  // The real consumer asks about a missing topic every now and then, and while it leaves too when that takes it long.
  {
    scenarios: /^consumer-errors$/,
    isFor: realTools,
    find: /(=UNKNOWN_TOPIC_OR_PARTITION.*\n(?:! .*\n){2})(?=! Processed)/g,
    replace: '$1!* <timestamp> WARN <any>=UNKNOWN_TOPIC_OR_PARTITION} (org.apache.kafka.clients.NetworkClient)\n',
  },
  // The real admin client finds a call late while that waits for its answer, or while it waits to be sent once more.
  {
    scenarios: /^groups-reset-errors$/,
    isFor: realTools,
    find: /^([>!])\?? (.*TimeoutException: )(Call\(callName=(\S+), deadlineMs=.*)$/gm,
    replace: '$1? $2$3\n$1? $2Timed out waiting for a node assignment. Call: $4',
  },
  // A real broker has its znode some time before it has started; one that is stopped between the two halts with 1, not 143.
  {
    scenarios: /^seed-04-server-stop$/,
    isFor: realServers,
    find: /^\$ \.\/kafka-server-stop config\/server-1\.properties$/m,
    replace:
      '@wait server-2\n> <...>\n> <timestamp> INFO [KafkaServer id=2] started (kafka.server.KafkaServer)\n> <...>\n$&',
  },
  // A cluster's first group waits for __consumer_offsets, fifty partitions, which costs a real broker the seconds of a consumer.
  {
    scenarios: /^(?:consumer-positions|seed-06-group-members)$/,
    isFor: realServers,
    find: /^> Created topic \S+\n\[0\]\n/m,
    replace:
      "$&~ kafka-consumer-groups --bootstrap-server localhost:9092 --describe --group none\n>\n> Error: Consumer group 'none' does not exist.\n[0]\n",
  },
]

/** The transcript with what this cast needs. */
export function allowingFor(cast: Cast, scenario: string, text: string): string {
  return allowances
    .filter(({ scenarios, isFor }) => scenarios.test(scenario) && isFor(cast))
    .reduce((changed, { find, replace }) => changed.replace(find, replace), text)
}
