import type { DocumentedSettings } from './documented-setting.ts'

const trueOrFalse = ['true', 'false']

/** What every client obeys. */
export const commonProperties = {
  'bootstrap.servers': {
    type: 'list',
    description:
      'Brokers to ask first, as host:port. They tell of all others, so that not all have to be named. A tool has an option for it, which wins.',
  },
  'client.id': { type: 'string', description: 'The name by which brokers know the client, in their quotas and logs.' },
  'request.timeout.ms': { type: 'int', default: '30000', description: 'How long one request may wait for its answer.' },
  retries: { type: 'int', default: '2147483647', description: 'How often a failed request is tried again.' },
  'retry.backoff.ms': { type: 'long', default: '100', description: 'The rest before the first try again.' },
  'retry.backoff.max.ms': {
    type: 'long',
    default: '1000',
    description: 'The longest rest: each one is twice the last.',
  },
  'reconnect.backoff.ms': {
    type: 'long',
    default: '50',
    description: 'The rest before a broker that could not be reached is tried again.',
  },
  'reconnect.backoff.max.ms': { type: 'long', default: '1000', description: 'The longest such rest.' },
  'socket.connection.setup.timeout.ms': {
    type: 'long',
    default: '10000',
    description: 'How long it may take until a connection stands.',
  },
  'metadata.max.age.ms': {
    type: 'long',
    default: '300000',
    description: 'After so long topics and brokers are asked for anew, though nothing failed.',
  },
  'connections.max.idle.ms': {
    type: 'long',
    default: '540000 (admin clients: 300000)',
    description: 'A connection on which nothing was said for so long is closed.',
  },
  'send.buffer.bytes': {
    type: 'int',
    default: '-1',
    description: "The size of a socket's send buffer; -1 leaves it to the system, which fits it to the connection.",
  },
  'receive.buffer.bytes': { type: 'int', default: '-1', description: "The same of a socket's receive buffer." },
} as const satisfies DocumentedSettings

/** What the tools that administrate obey besides. */
export const adminProperties = {
  'default.api.timeout.ms': {
    type: 'int',
    default: '60000',
    description: 'How long a call may take with all its retries; not shorter than request.timeout.ms.',
  },
} as const satisfies DocumentedSettings

export const producerProperties = {
  acks: {
    type: 'string',
    default: 'all',
    words: ['all', '-1', '0', '1'],
    description:
      'Who has to have stored a batch before it counts as sent: every replica in sync (all), the leader (1), or nobody (0).',
  },
  'batch.size': { type: 'int', default: '16384', description: 'How many bytes of one partition go together at most.' },
  'buffer.memory': {
    type: 'long',
    default: '33554432',
    description: 'Bytes for records that wait to be sent; when they are used up, sending waits.',
  },
  'compression.type': {
    type: 'string',
    default: 'none',
    words: ['none', 'gzip', 'snappy', 'lz4', 'zstd'],
    description: 'How batches are compressed.',
  },
  'delivery.timeout.ms': {
    type: 'int',
    default: '120000',
    description:
      'How long a record may take from being handed over to being stored; not shorter than linger.ms and request.timeout.ms together.',
  },
  'enable.idempotence': {
    type: 'boolean',
    default: 'true',
    words: trueOrFalse,
    description:
      'Batches are numbered, so that one sent twice is stored once and their order stays. Needs acks=all, retries, and at most 5 requests under way.',
  },
  'linger.ms': { type: 'long', default: '0', description: 'How long a batch waits for more records before it goes.' },
  'max.block.ms': {
    type: 'long',
    default: '60000',
    description: 'How long handing over a record may wait for its topic to be known, or for memory.',
  },
  'max.in.flight.requests.per.connection': {
    type: 'int',
    default: '5',
    description: 'How many requests may be under way to one broker.',
  },
  'max.request.size': { type: 'int', default: '1048576', description: 'Bytes of the largest request.' },
  'partitioner.class': {
    type: 'class',
    words: [
      'org.apache.kafka.clients.producer.RoundRobinPartitioner',
      'org.apache.kafka.clients.producer.UniformStickyPartitioner',
    ],
    description: 'How records find their partition: without it by their key, and those without one a batch at a time.',
  },
  'partitioner.ignore.keys': {
    type: 'boolean',
    default: 'false',
    words: trueOrFalse,
    description: 'Records with a key are spread like those without.',
  },
  'transaction.timeout.ms': {
    type: 'int',
    default: '60000',
    description: 'A transaction that takes longer is aborted by its coordinator.',
  },
  'transactional.id': {
    type: 'string',
    description: 'The name under which the producer writes in transactions; another one of this name fences it off.',
  },
} as const satisfies DocumentedSettings

const assignorPackage = 'org.apache.kafka.clients.consumer.'

export const consumerProperties = {
  'allow.auto.create.topics': {
    type: 'boolean',
    default: 'true',
    words: trueOrFalse,
    description: 'Asking for a topic that is not there creates it, where the brokers allow that.',
  },
  'auto.commit.interval.ms': { type: 'int', default: '5000', description: 'How often offsets are committed.' },
  'auto.offset.reset': {
    type: 'string',
    default: 'latest',
    words: ['earliest', 'latest', 'none'],
    description: 'Where to begin when the group has no offset yet, or one that is gone.',
  },
  'check.crcs': {
    type: 'boolean',
    default: 'true',
    words: trueOrFalse,
    description: 'The checksum of each batch is computed and compared.',
  },
  'client.rack': {
    type: 'string',
    default: '',
    description:
      'The rack that the client is in: it reads from a replica nearby, and is given partitions that have one.',
  },
  'enable.auto.commit': {
    type: 'boolean',
    default: 'true',
    words: trueOrFalse,
    description: 'Offsets are committed now and then and at the end; without a group there is nothing to commit.',
  },
  'exclude.internal.topics': {
    type: 'boolean',
    default: 'true',
    words: trueOrFalse,
    description: "A pattern of topics does not match Kafka's own.",
  },
  'fetch.max.bytes': { type: 'int', default: '52428800', description: 'How many bytes one answer holds at most.' },
  'fetch.max.wait.ms': {
    type: 'int',
    default: '500',
    description: 'How long a broker waits until there are fetch.min.bytes.',
  },
  'fetch.min.bytes': { type: 'int', default: '1', description: 'How many bytes are worth an answer.' },
  'group.id': { type: 'string', description: 'The consumer group that shares the topics among its members.' },
  'group.instance.id': {
    type: 'string',
    description: 'A member of this name that comes back in time gets its partitions back, and nobody else moves.',
  },
  'group.protocol': {
    type: 'string',
    default: 'classic',
    words: ['classic'],
    description: 'How the members of a group come to terms; the newer protocol, consumer, is not supported.',
  },
  'heartbeat.interval.ms': {
    type: 'int',
    default: '3000',
    description: 'How often the group hears of the member; less than session.timeout.ms.',
  },
  'isolation.level': {
    type: 'string',
    default: 'read_uncommitted',
    words: ['read_uncommitted', 'read_committed'],
    description: 'read_committed leaves out what belongs to open or aborted transactions.',
  },
  'max.partition.fetch.bytes': {
    type: 'int',
    default: '1048576',
    description: 'How many bytes of one partition an answer holds at most.',
  },
  'max.poll.interval.ms': {
    type: 'int',
    default: '300000',
    description: 'How long a member may be busy with what it read before it loses its partitions.',
  },
  'max.poll.records': {
    type: 'int',
    default: '500',
    description: 'How many records kafka-verifiable-consumer tells of at once. The others take what there is.',
  },
  'partition.assignment.strategy': {
    type: 'list',
    default: `${assignorPackage}RangeAssignor,${assignorPackage}CooperativeStickyAssignor`,
    words: ['Range', 'RoundRobin', 'Sticky', 'CooperativeSticky'].map((name) => `${assignorPackage}${name}Assignor`),
    description: 'How the group shares partitions, the first that all members know.',
  },
  'session.timeout.ms': {
    type: 'int',
    default: '45000',
    description: 'A member that was not heard of for so long has left.',
  },
} as const satisfies DocumentedSettings
