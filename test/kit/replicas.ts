import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect } from 'vitest'
import { DescribeLogDirs } from '../../src/wire/kafka/describe-log-dirs.ts'
import type { KafkaCluster } from './kafka-cluster.ts'
import { eventually, type Server } from './servers.ts'

/** What a broker holds of a partition: its segments, one after the other. Where they are cut is each broker's own matter. */
function stored(broker: Server, partition: string): Buffer {
  const folder = path.join(broker.folder, 'logs', partition)
  const segments = readdirSync(folder).filter((name) => name.endsWith('.log'))
  return Buffer.concat(segments.sort().map((name) => readFileSync(path.join(folder, name))))
}

/** For a topic that nobody writes to any more: all replicas are the same to the byte, and the brokers say so themselves. */
export async function checkReplicas(cluster: KafkaCluster, topic: string): Promise<void> {
  await cluster.inSync(topic)
  for (const [index, { leader, replicas }] of (await cluster.partitions(topic)).entries()) {
    const partition = `${topic}-${index}`
    const wanted = stored(cluster.broker(leader), partition)
    for (const id of replicas) {
      const same = () => stored(cluster.broker(id), partition).equals(wanted)
      await eventually(`broker ${id} has of ${partition} what its leader ${leader} has`, same)
      expect(await described(cluster, id, topic, index)).toMatchObject({ offsetLag: 0, isFutureKey: false })
    }
  }
}

/** What a broker tells of its replica. */
async function described(cluster: KafkaCluster, id: number, topic: string, partition: number) {
  const topics = [{ topic, partitions: [partition] }]
  const answer = await cluster.at(id, (client) => client.ask(DescribeLogDirs, 4, { topics }))
  const found = answer.results.flatMap((directory) => directory.topics).flatMap((described) => described.partitions)
  expect(found, `broker ${id} on ${topic}-${partition}: ${JSON.stringify(answer)}`).toHaveLength(1)
  return found[0]
}
