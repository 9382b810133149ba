import { encodeJson, JsonObject } from './json.ts'

/** Where one partition's replicas are; `adding` and `removing` are empty unless it is being reassigned. */
export interface ReplicaAssignment {
  readonly replicas: readonly number[]
  readonly adding: readonly number[]
  readonly removing: readonly number[]
}

/** `/brokers/topics/T`. */
export interface TopicAssignment {
  /** Undefined in nodes that brokers before 2.8 wrote. */
  readonly topicId: string | undefined
  /** By partition number. */
  readonly partitions: ReadonlyMap<number, ReplicaAssignment>
}

export const settled = (replicas: readonly number[]): ReplicaAssignment => ({ replicas, adding: [], removing: [] })

export function encodeTopicAssignment({ topicId, partitions }: TopicAssignment): Buffer {
  const pick = (key: 'replicas' | 'adding' | 'removing') =>
    Object.fromEntries(
      [...partitions]
        .filter(([, assignment]) => key === 'replicas' || assignment[key].length > 0)
        .map(([partition, assignment]) => [partition, assignment[key]]),
    )
  return encodeJson({
    partitions: pick('replicas'),
    ...(topicId === undefined ? {} : { topic_id: topicId }),
    adding_replicas: pick('adding'),
    removing_replicas: pick('removing'),
    version: topicId === undefined ? 2 : 3,
  })
}

export function decodeTopicAssignment(data: Uint8Array): TopicAssignment {
  const json = JsonObject.parse(data)
  const [partitions, adding, removing] = ['partitions', 'adding_replicas', 'removing_replicas'].map((name) =>
    json.objectIfAny(name),
  )
  const entry = (name: string): [number, ReplicaAssignment] => [
    Number(name),
    {
      replicas: partitions?.numbers(name) ?? [],
      adding: adding?.has(name) ? adding.numbers(name) : [],
      removing: removing?.has(name) ? removing.numbers(name) : [],
    },
  ]
  const numbers = (partitions?.names() ?? []).sort((a, b) => Number(a) - Number(b))
  return {
    topicId: json.has('topic_id') ? json.string('topic_id') : undefined,
    partitions: new Map(numbers.map(entry)),
  }
}
