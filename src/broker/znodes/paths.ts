/** Kafka's znodes, below the chroot. */
export const paths = {
  clusterId: '/cluster/id',
  brokerIds: '/brokers/ids',
  brokerId: (id: number) => `/brokers/ids/${id}`,
  brokerSequence: '/brokers/seqid',
  topics: '/brokers/topics',
  topic: (topic: string) => `/brokers/topics/${topic}`,
  topicPartitions: (topic: string) => `/brokers/topics/${topic}/partitions`,
  topicPartition: (topic: string, partition: number) => `/brokers/topics/${topic}/partitions/${partition}`,
  partitionState: (topic: string, partition: number) => `/brokers/topics/${topic}/partitions/${partition}/state`,
  controller: '/controller',
  controllerEpoch: '/controller_epoch',
  feature: '/feature',
  producerIdBlock: '/latest_producer_id_block',
  config: (type: ConfigEntityType, name: string) => `/config/${type}/${name}`,
  configsOf: (type: ConfigEntityType) => `/config/${type}`,
  configChanges: '/config/changes',
  configChange: '/config/changes/config_change_',
  deleteTopics: '/admin/delete_topics',
  deleteTopic: (topic: string) => `/admin/delete_topics/${topic}`,
  reassignPartitions: '/admin/reassign_partitions',
  preferredReplicaElection: '/admin/preferred_replica_election',
  isrChanges: '/isr_change_notification',
  logDirEvents: '/log_dir_event_notification',
  consumerOffset: (group: string, topic: string, partition: number) =>
    `/consumers/${group}/offsets/${topic}/${partition}`,
} as const

export type ConfigEntityType = 'topics' | 'brokers' | 'clients' | 'users' | 'ips'

/** Made by every broker when it starts, in this order, with no data. */
export const topLevelPaths: readonly string[] = [
  '/consumers',
  '/brokers/ids',
  '/brokers/topics',
  '/config/changes',
  '/admin/delete_topics',
  '/brokers/seqid',
  '/isr_change_notification',
  '/latest_producer_id_block',
  '/log_dir_event_notification',
  '/config/topics',
  '/config/clients',
  '/config/users',
  '/config/brokers',
  '/config/ips',
]
