/** Our commands by the simple names of Kafka's classes, whose packages changed over the years. */
const byClass: Readonly<Record<string, string>> = {
  AclCommand: 'kafka-acls',
  BrokerApiVersionsCommand: 'kafka-broker-api-versions',
  ClientMetricsCommand: 'kafka-client-metrics',
  ClusterTool: 'kafka-cluster',
  ConfigCommand: 'kafka-configs',
  ConsoleConsumer: 'kafka-console-consumer',
  ConsoleProducer: 'kafka-console-producer',
  ConsumerGroupCommand: 'kafka-consumer-groups',
  ConsumerPerformance: 'kafka-consumer-perf-test',
  DelegationTokenCommand: 'kafka-delegation-tokens',
  DeleteRecordsCommand: 'kafka-delete-records',
  DumpLogSegments: 'kafka-dump-log',
  EndToEndLatency: 'kafka-e2e-latency',
  FeatureCommand: 'kafka-features',
  GetOffsetShell: 'kafka-get-offsets',
  JmxTool: 'kafka-jmx',
  Kafka: 'kafka-server-start',
  LeaderElectionCommand: 'kafka-leader-election',
  LogDirsCommand: 'kafka-log-dirs',
  MetadataQuorumCommand: 'kafka-metadata-quorum',
  ProducerPerformance: 'kafka-producer-perf-test',
  QuorumPeerMain: 'zookeeper-server-start',
  ReassignPartitionsCommand: 'kafka-reassign-partitions',
  ReplicaVerificationTool: 'kafka-replica-verification',
  StorageTool: 'kafka-storage',
  StreamsResetter: 'kafka-streams-application-reset',
  TopicCommand: 'kafka-topics',
  TransactionsCommand: 'kafka-transactions',
  VerifiableConsumer: 'kafka-verifiable-consumer',
  VerifiableProducer: 'kafka-verifiable-producer',
  ZkSecurityMigrator: 'zookeeper-security-migration',
  ZooKeeperMain: 'zkCli',
  ZooKeeperMainWithTlsSupportForKafka: 'zookeeper-shell',
}

const packages =
  /^(kafka|kafka\.admin|kafka\.tools|org\.apache\.kafka\.tools(\.reassign)?|org\.apache\.zookeeper(\.server\.quorum)?)$/

/** The command that does what the class does; undefined for one that is not ours. */
export function commandOfClass(className: string): string | undefined {
  const at = className.lastIndexOf('.')
  const simple = className.slice(at + 1)
  const isKafkas = at < 0 || packages.test(className.slice(0, at)) || className.startsWith('org.apache.zookeeper.')
  return isKafkas && Object.hasOwn(byClass, simple) ? byClass[simple] : undefined
}
