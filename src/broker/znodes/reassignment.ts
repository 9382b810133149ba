import { encodeJson, JsonObject } from './json.ts'

/** `/admin/reassign_partitions`: where old tools want replicas. */
export interface ReassignmentEntry {
  readonly topic: string
  readonly partition: number
  readonly replicas: readonly number[]
}

export const encodeReassignment = (partitions: readonly ReassignmentEntry[]): Buffer =>
  encodeJson({
    version: 1,
    partitions: partitions.map(({ topic, partition, replicas }) => ({ topic, partition, replicas })),
  })

/** Throws on anything else: people write this node by hand. */
export const decodeReassignment = (data: Uint8Array): ReassignmentEntry[] =>
  JsonObject.parse(data)
    .objects('partitions')
    .map((one) => ({
      topic: one.string('topic'),
      partition: one.number('partition'),
      replicas: one.numbers('replicas'),
    }))

/** `/admin/preferred_replica_election`. Throws on anything else. */
export const decodePreferredElection = (data: Uint8Array): { topic: string; partition: number }[] =>
  JsonObject.parse(data)
    .objects('partitions')
    .map((one) => ({ topic: one.string('topic'), partition: one.number('partition') }))
