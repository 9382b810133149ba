import { pause } from '../../base/clock.ts'
import { kafkaError } from '../../wire/kafka/errors.ts'
import { InitProducerId, InitProducerIdRequest } from '../../wire/kafka/init-producer-id.ts'
import type { Cluster } from '../cluster.ts'
import { isRetriable } from '../errors.ts'
import type { ProducerIdentity } from './pending-batch.ts'

/** A fresh producer id from whichever broker answers; tries until there is one. Rejects with an error that does not pass. */
export async function obtainIdentity(cluster: Cluster): Promise<ProducerIdentity> {
  for (let failures = 0; ; failures++) {
    try {
      return await askOnce(cluster)
    } catch (error) {
      if (!isRetriable(error)) throw error
      await pause(cluster.io.clock, cluster.retryBackoff(failures))
    }
  }
}

async function askOnce(cluster: Cluster): Promise<ProducerIdentity> {
  const connection = await cluster.connect('any', { deadline: cluster.deadline(), call: 'initProducerId' })
  const version = connection.version(InitProducerIdRequest)
  const body = { transactionalId: null, transactionTimeoutMs: 0x7fffffff }
  const answer = await connection.send(InitProducerId, version, body, cluster.config.requestTimeoutMs)
  if (answer.errorCode !== 0) throw kafkaError(answer.errorCode)
  return { producerId: answer.producerId, producerEpoch: answer.producerEpoch }
}
