import { idle } from './setting-text.ts'

const topicName = (name: string) => `A topic's own setting: ${name}.`

export const log = {
  'log.dir': 'The one folder for partitions, where log.dirs does not name several.',
  'log.dirs':
    'The folders that partitions are kept in, separated by commas. A new partition goes where there are fewest. One that fails takes its partitions offline, and the broker goes on with the others.',
  'log.flush.interval.messages': `After so many records a partition is written through to the disk. ${topicName('flush.messages')}`,
  'log.flush.interval.ms': `After so long a partition is written through to the disk. ${topicName('flush.ms')}`,
  'log.flush.offset.checkpoint.interval.ms': 'How often it is noted down how far partitions are surely on the disk.',
  'log.flush.scheduler.interval.ms': 'How often partitions are looked at that are due to be written through.',
  'log.flush.start.offset.checkpoint.interval.ms': 'How often the first offsets of partitions are noted down.',
  'log.index.interval.bytes': `How many bytes lie between two entries of an index. ${topicName('index.interval.bytes')}`,
  'log.index.size.max.bytes': `How large an index may be; the segment ends when it is full. ${topicName('segment.index.bytes')}`,
  'log.message.downconversion.enable': `Clients that know only old formats of records are served in them. ${topicName('message.downconversion.enable')}`,
  'log.message.format.version': 'The format of records before Kafka 3.0. Everything is stored as Kafka 3 does.',
  'log.message.timestamp.after.max.ms': `How far a record's time may lie in the future. ${topicName('message.timestamp.after.max.ms')}`,
  'log.message.timestamp.before.max.ms': `How far a record's time may lie in the past. ${topicName('message.timestamp.before.max.ms')}`,
  'log.message.timestamp.difference.max.ms': `The old setting for both directions. ${topicName('message.timestamp.difference.max.ms')}`,
  'log.message.timestamp.type': `Whose time a record has: its producer's, or that of its arrival. ${topicName('message.timestamp.type')}`,
  'log.preallocate': `A new segment takes its whole size on the disk at once. ${topicName('preallocate')}`,
  'log.roll.hours': 'After so many hours a new segment begins, where log.roll.ms is not given.',
  'log.roll.jitter.hours': 'As log.roll.jitter.ms, in hours.',
  'log.roll.jitter.ms': `A segment ends up to so much earlier, so that not all do at once. ${topicName('segment.jitter.ms')}`,
  'log.roll.ms': `After so long a new segment begins. ${topicName('segment.ms')}`,
  'log.segment.bytes': `How large a segment becomes before a new one begins. ${topicName('segment.bytes')}`,
  'message.max.bytes': `The largest batch of records, as it is stored. ${topicName('max.message.bytes')}`,
  'num.recovery.threads.per.data.dir': idle('How many threads read the partitions of a folder at the start.'),
}

export const retention = {
  'log.cleanup.policy': `What becomes of old records: they go (delete), or of each key the last one stays (compact), or both. ${topicName('cleanup.policy')}`,
  'log.local.retention.bytes': idle('How many bytes stay here of a partition that is also in remote storage.'),
  'log.local.retention.ms': idle('How long records stay here that are also in remote storage.'),
  'log.retention.bytes': `With more bytes than this in a partition its oldest segments go; -1 keeps all. ${topicName('retention.bytes')}`,
  'log.retention.check.interval.ms': 'How often partitions are looked at that may have become too old or too large.',
  'log.retention.hours': 'As log.retention.ms, in hours; the last to count of the three.',
  'log.retention.minutes': 'As log.retention.ms, in minutes.',
  'log.retention.ms': `Segments whose last record is older go; -1 keeps all. ${topicName('retention.ms')}`,
  'log.segment.delete.delay.ms': `How long the files of a segment stay after it is gone, for those who still read it. ${topicName('file.delete.delay.ms')}`,
}

export const cleaner = {
  'log.cleaner.backoff.ms': 'The rest of the cleaner when there is nothing to clean.',
  'log.cleaner.dedupe.buffer.size': 'Memory for the keys of what is cleaned.',
  'log.cleaner.delete.retention.ms': `How long a deletion stays visible after its key was cleaned, and a transaction's end. ${topicName('delete.retention.ms')}`,
  'log.cleaner.enable': 'Topics with the policy compact are cleaned; Kafka keeps its offsets in one.',
  'log.cleaner.io.buffer.load.factor': 'How full the memory for keys may become.',
  'log.cleaner.io.buffer.size': idle('Memory for reading and writing while cleaning.'),
  'log.cleaner.io.max.bytes.per.second': 'How fast the cleaner reads and writes at most.',
  'log.cleaner.max.compaction.lag.ms': `After so long a record is cleaned in any case. ${topicName('max.compaction.lag.ms')}`,
  'log.cleaner.min.cleanable.ratio': `A partition is cleaned when this part of it is new since the last time. ${topicName('min.cleanable.dirty.ratio')}`,
  'log.cleaner.min.compaction.lag.ms': `A record is left alone for so long. ${topicName('min.compaction.lag.ms')}`,
  'log.cleaner.threads': idle('How many partitions are cleaned at a time. Here it is one.'),
  'compression.type': `How batches are stored: as the producer sent them, or compressed like this. ${topicName('compression.type')}`,
}

export const remoteStorage = {
  'remote.log.index.file.cache.total.size.bytes': idle('How much disk indexes of remote segments may take.'),
  'remote.log.manager.task.interval.ms': idle('How often it is seen to what has to be copied or removed.'),
  'remote.log.manager.task.retry.backoff.max.ms': idle('The longest rest after a failure.'),
  'remote.log.manager.task.retry.backoff.ms': idle('The first rest after a failure.'),
  'remote.log.manager.task.retry.jitter': idle('How much that rest varies.'),
  'remote.log.manager.thread.pool.size': idle('How many threads copy.'),
  'remote.log.metadata.custom.metadata.max.bytes': idle('How much a storage may note down for a segment.'),
  'remote.log.metadata.manager.class.name': idle('The Java class that knows what is in remote storage.'),
  'remote.log.metadata.manager.class.path': idle('Where that class is found.'),
  'remote.log.metadata.manager.impl.prefix': idle('What the names of its settings begin with.'),
  'remote.log.metadata.manager.listener.name': idle('The listener on which it reaches the brokers.'),
  'remote.log.reader.max.pending.tasks': idle('How many reads may wait.'),
  'remote.log.reader.threads': idle('How many threads read.'),
  'remote.log.storage.manager.class.name': idle('The Java class that stores segments elsewhere.'),
  'remote.log.storage.manager.class.path': idle('Where that class is found.'),
  'remote.log.storage.manager.impl.prefix': idle('What the names of its settings begin with.'),
  'remote.log.storage.system.enable': idle('Old segments can be kept in another storage (KIP-405).'),
}
