import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { execa } from 'execa'
import { expect } from 'vitest'
import { DescribeLogDirs } from '../../../src/wire/kafka/describe-log-dirs.ts'
import type { KafkaCluster } from '../../kit/kafka-cluster.ts'
import { fastJava } from '../../kit/real-kafka.ts'
import { binOf, eventually, type Server } from '../../kit/servers.ts'

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
      await eventually(`broker ${id} has of ${partition} what its leader ${leader} has`, same, 10_000)
      expect(await described(cluster, id, topic, index)).toMatchObject({ offsetLag: 0, isFutureKey: false })
    }
  }
}

/** What a broker tells of its replica; undefined when it has none. */
async function described(cluster: KafkaCluster, id: number, topic: string, partition: number) {
  const topics = [{ topic, partitions: [partition] }]
  const answer = await cluster.at(id, (client) => client.ask(DescribeLogDirs, 4, { topics }))
  return answer.results[0]?.topics[0]?.partitions[0]
}

/** The real tool's comparison of all replicas, by what consumers can read of them. */
export async function verifyByTool(cluster: KafkaCluster, topic: string): Promise<void> {
  const args = ['--broker-list', cluster.bootstrap, '--topics-include', topic, '--report-interval-ms', '1000']
  const tool = execa(path.join(binOf('real'), 'kafka-replica-verification'), args, {
    env: fastJava,
    reject: false,
    all: true,
  })
  let said = ''
  tool.all?.on('data', (data) => {
    said += data
  })
  try {
    await eventually(`kafka-replica-verification has seen ${topic}`, () => /max lag is \d+/.test(said))
    expect(said).toMatch(/max lag is 0 /)
  } finally {
    tool.kill('SIGKILL')
    await tool
  }
}
