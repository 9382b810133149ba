import path from 'node:path'
import { execa } from 'execa'
import { expect } from 'vitest'
import type { KafkaCluster } from '../../kit/kafka-cluster.ts'
import { fastJava } from '../../kit/real-kafka.ts'
import { binOf, eventually } from '../../kit/servers.ts'

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
