import type { Hint } from './hint.ts'

type Row = readonly [cause: string, hint: string]

/** What brokers answer, by the exception's simple name: what it says to whom does not know Kafka by heart. */
const rows: Readonly<Record<string, Row>> = {
  TopicExistsException: ['a topic has that name already', 'with --if-not-exists that is no error'],
  UnknownTopicOrPartitionException: [
    'no broker has such a topic or partition',
    'kafka-topics --list and --describe tell which there are',
  ],
  InvalidReplicationFactorException: [
    'each replica needs a broker of its own, and there are fewer of them',
    'ask for fewer replicas, or start more brokers',
  ],
  CoordinatorNotAvailableException: [
    "the topic __consumer_offsets, where groups' offsets are kept, has no leader or can't be created",
    'look whether as many brokers run as offsets.topic.replication.factor says',
  ],
  GroupNotEmptyException: [
    'consumers of the group are running',
    'stop them first; kafka-consumer-groups --describe --members tells who they are',
  ],
  GroupIdNotFoundException: ['there is no such group', 'kafka-consumer-groups --list tells which there are'],
  UnsupportedVersionException: [
    'the brokers do not have this request in a version that the command needs',
    'kafka-broker-api-versions tells what they have; it takes newer brokers, or ones with KRaft in place of ZooKeeper',
  ],
  NotControllerException: ['the cluster is choosing another controller', 'try again in some seconds'],
  NotEnoughReplicasException: [
    'fewer replicas are in sync than min.insync.replicas asks for',
    'kafka-topics --describe --under-min-isr-partitions tells which partitions; look at the brokers that are missing',
  ],
  LeaderNotAvailableException: [
    'a partition has no leader',
    'kafka-topics --describe --unavailable-partitions tells which; look at the brokers that keep it',
  ],
  TopicAuthorizationException: ['an ACL is missing', 'kafka-acls --add --allow-principal User:… --topic … grants it'],
  GroupAuthorizationException: ['an ACL is missing', 'kafka-acls --add --allow-principal User:… --group … grants it'],
  ClusterAuthorizationException: ['an ACL is missing', 'kafka-acls --add --allow-principal User:… --cluster grants it'],
  SecurityDisabledException: [
    'the brokers have no authorizer, so there are no ACLs',
    'set authorizer.class.name in their server.properties',
  ],
  PolicyViolationException: ["a policy of the cluster's owner forbids it", 'the message tells what it asks for'],
}

export function refusalHint(exception: string): Hint | undefined {
  const row = Object.hasOwn(rows, exception) ? rows[exception] : undefined
  return row && { cause: row[0], hint: row[1] }
}
