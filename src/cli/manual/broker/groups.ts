import { idle } from './setting-text.ts'

export const groups = {
  'group.initial.rebalance.delay.ms':
    'How long an empty group waits for more members before its first ones get partitions.',
  'group.max.session.timeout.ms': 'The longest session.timeout.ms that a consumer may ask for.',
  'group.max.size': 'How many members a group may have.',
  'group.min.session.timeout.ms': 'The shortest session.timeout.ms that a consumer may ask for.',
  'offset.metadata.max.bytes': 'How much a consumer may note down with an offset.',
  'offsets.commit.required.acks': 'Who has to have stored an offset before its commit is answered: -1 all in sync.',
  'offsets.commit.timeout.ms': 'How long a commit may wait for that.',
  'offsets.load.buffer.size': idle('How many bytes at a time offsets are read with, when a broker takes groups over.'),
  'offsets.retention.check.interval.ms': 'How often offsets are looked for whose time is over.',
  'offsets.retention.minutes': 'How long the offsets of a group without members are kept.',
  'offsets.topic.compression.codec': 'How offsets are stored: 0 not compressed, 1 gzip, 2 snappy, 3 lz4, 4 zstd.',
  'offsets.topic.num.partitions':
    'How many partitions __consumer_offsets has when it is created; not to be changed later, for groups would be looked for elsewhere.',
  'offsets.topic.replication.factor':
    'How many brokers keep __consumer_offsets when it is created; it is not created while there are fewer.',
  'offsets.topic.segment.bytes': 'How large its segments become.',
}

export const newGroups = {
  'group.consumer.assignors': idle('How the coordinator shares partitions out (KIP-848).'),
  'group.consumer.heartbeat.interval.ms': idle('How often members report.'),
  'group.consumer.max.heartbeat.interval.ms': idle('The longest such interval.'),
  'group.consumer.max.session.timeout.ms': idle('The longest session.'),
  'group.consumer.max.size': idle('How many members a group may have.'),
  'group.consumer.min.heartbeat.interval.ms': idle('The shortest such interval.'),
  'group.consumer.min.session.timeout.ms': idle('The shortest session.'),
  'group.consumer.session.timeout.ms': idle('A member that was silent for so long has left.'),
  'group.coordinator.new.enable': idle('The new coordinator does it.'),
  'group.coordinator.rebalance.protocols': idle('The protocols that groups may use.'),
  'group.coordinator.threads': idle('How many threads it has.'),
}

export const transactions = {
  'producer.id.expiration.check.interval.ms': 'How often idempotent producers are looked for whose time is over.',
  'producer.id.expiration.ms': 'After so long without a word an idempotent producer is forgotten.',
  'transaction.abort.timed.out.transaction.cleanup.interval.ms': idle(
    'How often transactions are looked for that took too long.',
  ),
  'transaction.max.timeout.ms': idle('The longest transaction.timeout.ms that a producer may ask for.'),
  'transaction.partition.verification.enable': idle('A write is checked against its transaction (KIP-890).'),
  'transaction.remove.expired.transaction.cleanup.interval.ms': idle(
    'How often transactional ids are looked for whose time is over.',
  ),
  'transaction.state.log.load.buffer.size': idle('How many bytes at a time transactions are read with.'),
  'transaction.state.log.min.isr': 'min.insync.replicas of __transaction_state.',
  'transaction.state.log.num.partitions': 'How many partitions it has when it is created.',
  'transaction.state.log.replication.factor': 'How many brokers keep it.',
  'transaction.state.log.segment.bytes': 'How large its segments become.',
  'transactional.id.expiration.ms': idle('After so long without a word a transactional id is forgotten.'),
}
