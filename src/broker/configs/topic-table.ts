import { boolean, double, int, list, long, string } from './definition.ts'
import { atLeast, between, each, metadataVersion, oneOf, throttledReplicas } from './validators.ts'

/** Every setting of a topic. The last column: the broker settings that give its default; the first one that is set wins. */
export const topicConfigs = {
  'cleanup.policy': list('delete', 'medium', 'topic', each(oneOf('compact', 'delete')), ['log.cleanup.policy']),
  'compression.type': string(
    'producer',
    'medium',
    'topic',
    oneOf('uncompressed', 'zstd', 'lz4', 'snappy', 'gzip', 'producer'),
    ['compression.type'],
  ),
  'delete.retention.ms': long('86400000', 'medium', 'topic', atLeast(0), ['log.cleaner.delete.retention.ms']),
  'file.delete.delay.ms': long('60000', 'medium', 'topic', atLeast(0), ['log.segment.delete.delay.ms']),
  'flush.messages': long('9223372036854775807', 'medium', 'topic', atLeast(1), ['log.flush.interval.messages']),
  'flush.ms': long('9223372036854775807', 'medium', 'topic', atLeast(0), [
    'log.flush.interval.ms',
    'log.flush.scheduler.interval.ms',
  ]),
  'follower.replication.throttled.replicas': list(
    '',
    'medium',
    'topic',
    throttledReplicas('follower.replication.throttled.replicas'),
  ),
  'index.interval.bytes': int('4096', 'medium', 'topic', atLeast(0), ['log.index.interval.bytes']),
  'leader.replication.throttled.replicas': list(
    '',
    'medium',
    'topic',
    throttledReplicas('leader.replication.throttled.replicas'),
  ),
  'local.retention.bytes': long('-2', 'medium', 'topic', atLeast(-2), ['log.local.retention.bytes']),
  'local.retention.ms': long('-2', 'medium', 'topic', atLeast(-2), ['log.local.retention.ms']),
  'max.compaction.lag.ms': long('9223372036854775807', 'medium', 'topic', atLeast(1), [
    'log.cleaner.max.compaction.lag.ms',
  ]),
  'max.message.bytes': int('1048588', 'medium', 'topic', atLeast(0), ['message.max.bytes']),
  'message.downconversion.enable': boolean('true', 'low', 'topic', undefined, ['log.message.downconversion.enable']),
  'message.format.version': string('3.0-IV1', 'medium', 'topic', metadataVersion, ['log.message.format.version']),
  'message.timestamp.after.max.ms': long('9223372036854775807', 'medium', 'topic', atLeast(0), [
    'log.message.timestamp.after.max.ms',
  ]),
  'message.timestamp.before.max.ms': long('9223372036854775807', 'medium', 'topic', atLeast(0), [
    'log.message.timestamp.before.max.ms',
  ]),
  'message.timestamp.difference.max.ms': long('9223372036854775807', 'medium', 'topic', atLeast(0), [
    'log.message.timestamp.difference.max.ms',
  ]),
  'message.timestamp.type': string('CreateTime', 'medium', 'topic', oneOf('CreateTime', 'LogAppendTime'), [
    'log.message.timestamp.type',
  ]),
  'min.cleanable.dirty.ratio': double('0.5', 'medium', 'topic', between(0, 1), ['log.cleaner.min.cleanable.ratio']),
  'min.compaction.lag.ms': long('0', 'medium', 'topic', atLeast(0), ['log.cleaner.min.compaction.lag.ms']),
  'min.insync.replicas': int('1', 'medium', 'topic', atLeast(1), ['min.insync.replicas']),
  preallocate: boolean('false', 'medium', 'topic', undefined, ['log.preallocate']),
  'remote.storage.enable': boolean('false', 'medium', 'topic'),
  'retention.bytes': long('-1', 'medium', 'topic', undefined, ['log.retention.bytes']),
  'retention.ms': long('604800000', 'medium', 'topic', atLeast(-1), [
    'log.retention.ms',
    'log.retention.minutes',
    'log.retention.hours',
  ]),
  'segment.bytes': int('1073741824', 'medium', 'topic', atLeast(14), ['log.segment.bytes']),
  'segment.index.bytes': int('10485760', 'medium', 'topic', atLeast(4), ['log.index.size.max.bytes']),
  'segment.jitter.ms': long('0', 'medium', 'topic', atLeast(0), ['log.roll.jitter.ms', 'log.roll.jitter.hours']),
  'segment.ms': long('604800000', 'medium', 'topic', atLeast(1), ['log.roll.ms', 'log.roll.hours']),
  'unclean.leader.election.enable': boolean('false', 'medium', 'topic', undefined, ['unclean.leader.election.enable']),
}
