import { CreatePartitions, CreatePartitionsRequest } from '../../wire/kafka/create-partitions.ts'
import type { Cluster } from '../cluster.ts'
import type { CallOptions } from './call.ts'
import { controllerOutcomes, runControllerCall } from './controller-call.ts'
import type { Outcome } from './outcome.ts'

export interface NewPartitions {
  readonly topic: string
  /** How many the topic shall have in all. */
  readonly count: number
  /** Broker ids of each new partition; chosen by the controller when left out. */
  readonly assignments?: readonly (readonly number[])[] | undefined
}

export interface CreatePartitionsOptions extends CallOptions {
  readonly validateOnly?: boolean
}

/** Gives the topics more partitions; the outcomes come by topic. */
export function createPartitions(
  cluster: Cluster,
  topics: readonly NewPartitions[],
  options: CreatePartitionsOptions = {},
): Promise<Map<string, Outcome<true>>> {
  return runControllerCall(cluster, 'createPartitions', options, async (connection, timeoutMs, answerMs) => {
    const body = {
      topics: topics.map(({ topic, count, assignments }) => ({
        name: topic,
        count,
        assignments: assignments?.map((brokerIds) => ({ brokerIds })) ?? null,
      })),
      timeoutMs,
      validateOnly: options.validateOnly ?? false,
    }
    const answer = await connection.send(CreatePartitions, connection.version(CreatePartitionsRequest), body, answerMs)
    return controllerOutcomes(
      answer.results,
      ({ name }) => name,
      () => true as const,
    )
  })
}
