import { idle } from './setting-text.ts'

export const replication = {
  'auto.leader.rebalance.enable': 'Partitions are handed back to their preferred leaders now and then.',
  'controller.socket.timeout.ms': 'How long a request of the controller to a broker may wait for its answer.',
  'leader.imbalance.check.interval.seconds': 'How often that is looked at.',
  'leader.imbalance.per.broker.percentage':
    'With more than this part of its partitions led by others, a broker gets them back.',
  'min.insync.replicas':
    "With fewer replicas in sync a write with acks=all is refused. A topic's own setting: min.insync.replicas.",
  'num.replica.alter.log.dirs.threads': idle('How many threads move partitions between folders.'),
  'num.replica.fetchers': 'How many connections a broker has to each leader that it follows.',
  'replica.fetch.backoff.ms': 'The rest after a failed fetch.',
  'replica.fetch.max.bytes': 'How many bytes of one partition a follower asks for; a larger batch comes all the same.',
  'replica.fetch.min.bytes': 'How many bytes are worth an answer to a follower.',
  'replica.fetch.response.max.bytes': 'How many bytes an answer to a follower holds at most.',
  'replica.fetch.wait.max.ms':
    'How long a leader waits for these bytes; less than replica.lag.time.max.ms, so that quiet partitions stay in sync.',
  'replica.high.watermark.checkpoint.interval.ms': 'How often it is noted down what all replicas have.',
  'replica.lag.time.max.ms': 'A follower that has not caught up for so long is no longer in sync.',
  'replica.selector.class':
    'Who decides which replica a consumer reads from: org.apache.kafka.common.replica.RackAwareReplicaSelector sends it to one in its rack; without it everybody reads from the leader.',
  'replica.socket.receive.buffer.bytes': idle("The size of a follower's receive buffer."),
  'replica.socket.timeout.ms': 'How long a follower waits for an answer.',
  'unclean.leader.election.enable':
    "A replica that is not in sync may become the leader when no other is left; what it lacks is lost. A topic's own setting: unclean.leader.election.enable.",
  'fetch.max.bytes': 'How many bytes an answer to any fetch holds at most.',
  'max.incremental.fetch.session.cache.slots':
    'How many consumers and followers the broker remembers the last fetch of.',
  'leader.replication.throttled.rate':
    'How many bytes a second this broker sends to followers of the partitions in leader.replication.throttled.replicas. Stands in ZooKeeper only.',
  'follower.replication.throttled.rate':
    'How many bytes a second this broker reads as a follower of the partitions in follower.replication.throttled.replicas. Stands in ZooKeeper only.',
  'replica.alter.log.dirs.io.max.bytes.per.second':
    'How many bytes a second moves between folders of this broker take. Stands in ZooKeeper only.',
  'eligible.leader.replicas.enable': idle('Replicas that left the ISR with all data may lead (KIP-966).'),
}

export const purgatories = {
  'delete.records.purgatory.purge.interval.requests': idle('How often answered requests are forgotten.'),
  'fetch.purgatory.purge.interval.requests': idle('How often answered requests are forgotten.'),
  'producer.purgatory.purge.interval.requests': idle('How often answered requests are forgotten.'),
}

export const quotas = {
  'alter.log.dirs.replication.quota.window.num': 'How many samples the rate of moves between folders is computed of.',
  'alter.log.dirs.replication.quota.window.size.seconds': 'How long one of these samples lasts.',
  'controller.quota.window.num': idle('How many samples the rate of changes by clients is computed of.'),
  'controller.quota.window.size.seconds': idle('How long one of these samples lasts.'),
  'quota.window.num': idle("How many samples clients' rates are computed of."),
  'quota.window.size.seconds': idle('How long one of these samples lasts.'),
  'replication.quota.window.num': 'How many samples the rate of throttled replication is computed of.',
  'replication.quota.window.size.seconds': 'How long one of these samples lasts.',
}
