/** Why a transcript of Kafka 3.7 with ZooKeeper can't be played on a Kafka 4. */
const others: readonly (readonly [names: RegExp, reason: string])[] = [
  [/^zk-|^acls-zookeeper$|^configs-zookeeper$|^seed-09-/, 'is about ZooKeeper'],
  [
    /^(seed-03-three-brokers|seed-04-server-stop|cluster-.*|configs-secrets|tools-configs|tools-misc)$/,
    'asks ZooKeeper what the brokers did',
  ],
  [/^consumer-formatters$/, "shows what 3.7's coordinator writes into __consumer_offsets"],
  [/^acls-brokers$/, 'has an authorizer that keeps its entries in ZooKeeper'],
  [/^topics-unreachable$/, 'has no broker'],
  [
    /^configs-users$/,
    'gives a user two SCRAM credentials at once, which a KRaft controller refuses, and lists entities in its order',
  ],
  [/^configs-changes$/, 'changes message.format.version, which Kafka 4 does not have, and what only ZooKeeper forbids'],
  [
    /^seed-05-/,
    'Kafka 4 keeps a group whose topic is deleted for offsets.retention.check.interval.ms, 3.7 forgets it at once',
  ],
]

/** What a broker says in other words since KRaft; the tools pass it on. */
const wordings: readonly (readonly [in3: RegExp, in4: string])[] = [
  [/LEADER_NOT_AVAILABLE/g, 'UNKNOWN_TOPIC_OR_PARTITION'],
  [
    /Replication factor: (\d+) larger than available brokers: (\d+)\./g,
    'Unable to replicate the partition $1 time(s): The target replication factor of $1 cannot be reached because only $2 broker(s) are registered or some brokers have all their log directories cordoned.',
  ],
  [/Topic already has (\d+) partitions\./g, 'Topic already has $1 partition(s).'],
  [
    /Topic currently has (\d+) partitions, which is higher than the requested (\d+)\./g,
    'The topic grow currently has $1 partition(s); $2 would not be an increase.',
  ],
  [
    /Increasing the number of partitions by (\d+) but (\d+) assignments provided\./g,
    'Attempted to add $1 additional partition(s), but only $2 assignment(s) were specified.',
  ],
  [/collides with existing topics: /g, 'collides with existing topic: '],
  // 3.7 makes such a topic, and the command times out.
  [/TimeoutException: The request timed out\./g, 'InvalidReplicaAssignmentException: The request timed out.'],
  [/The request timed out\./g, 'The manual partition assignment includes broker 7, but no such broker is registered.'],
  [/^> assigned\n> taken$/gm, '> taken'],
  // Of records with the same time 3.7 tells the last one of the batch.
  [/(--time max-timestamp\n> t:0:)2$/gm, '$1<n>'],
]

/** Undefined where the transcript can be played. */
export function whyNotOnKafka4(name: string): string | undefined {
  return others.find(([names]) => names.test(name))?.[1]
}

/** The transcript as a Kafka 4 answers. */
export function rewordedForKafka4(transcript: string): string {
  return wordings.reduce((text, [in3, in4]) => text.replace(in3, in4), transcript)
}
