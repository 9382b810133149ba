import type { ConfigRow } from '../../broker/configs/definition.ts'
import { topicConfigs } from '../../broker/configs/topic-table.ts'
import { factsOf } from './broker-settings.ts'
import type { DocumentedSettings } from './documented-setting.ts'

const texts: Readonly<Record<keyof typeof topicConfigs, string>> = {
  'cleanup.policy':
    'What becomes of old records: they go (delete), or of each key the last one stays (compact), or both.',
  'compression.type':
    'How batches are stored: as their producer sent them (producer), not compressed (uncompressed), or compressed.',
  'delete.retention.ms':
    'How long a deletion (a record without a value) stays visible after its key was cleaned: who reads from the start has so long to see it.',
  'file.delete.delay.ms': 'How long the files of a segment stay after it is gone, for those who still read it.',
  'flush.messages': 'After so many records a partition is written through to the disk; replicas are safer than that.',
  'flush.ms': 'After so long a partition is written through to the disk.',
  'follower.replication.throttled.replicas':
    'Which replicas are throttled when they follow; kafka-reassign-partitions sets it.',
  'index.interval.bytes': 'How many bytes lie between two entries of an index.',
  'leader.replication.throttled.replicas':
    'Which replicas are throttled when they lead; kafka-reassign-partitions sets it.',
  'local.retention.bytes': 'How many bytes stay here of what is also in remote storage. Without effect here.',
  'local.retention.ms': 'How long records stay here that are also in remote storage. Without effect here.',
  'max.compaction.lag.ms': 'After so long a record is cleaned in any case.',
  'max.message.bytes': 'The largest batch of records, as it is stored.',
  'message.downconversion.enable': 'Clients that know only old formats of records are served in them.',
  'message.format.version': 'The format of records before Kafka 3.0; everything is stored as Kafka 3 does.',
  'message.timestamp.after.max.ms': "How far a record's time may lie in the future.",
  'message.timestamp.before.max.ms': "How far a record's time may lie in the past.",
  'message.timestamp.difference.max.ms': 'The old setting for both directions.',
  'message.timestamp.type': "Whose time a record has: its producer's, or that of its arrival.",
  'min.cleanable.dirty.ratio': 'A partition is cleaned when this part of it is new since the last time.',
  'min.compaction.lag.ms': 'A record is left alone by the cleaner for so long.',
  'min.insync.replicas': 'With fewer replicas in sync a write with acks=all is refused.',
  preallocate: 'A new segment takes its whole size on the disk at once.',
  'remote.storage.enable': 'Old segments go to remote storage. Without effect here.',
  'retention.bytes': 'With more bytes than this in a partition its oldest segments go; -1 keeps all.',
  'retention.ms': 'Segments whose last record is older go; -1 keeps all.',
  'segment.bytes': 'How large a segment becomes before a new one begins.',
  'segment.index.bytes': 'How large an index may be; the segment ends when it is full.',
  'segment.jitter.ms': 'A segment ends up to so much earlier, so that not all do at once.',
  'segment.ms': 'After so long a new segment begins.',
  'unclean.leader.election.enable':
    'A replica that is not in sync may become the leader when no other is left; what it lacks is lost.',
}

/** All settings of a topic, with what gives their defaults. */
export const topicSettings: DocumentedSettings = Object.fromEntries(
  Object.entries<ConfigRow>(topicConfigs).map(([name, row]) => [
    name,
    {
      ...factsOf(row),
      notes: row.synonyms.length === 0 ? [] : [`the broker's default: ${row.synonyms.join(', ')}`],
      description: isTopicSetting(name) ? texts[name] : '',
    },
  ]),
)

function isTopicSetting(name: string): name is keyof typeof texts {
  return Object.hasOwn(texts, name)
}
