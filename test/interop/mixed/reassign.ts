import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect } from 'vitest'
import type { KafkaCluster } from '../../kit/kafka-cluster.ts'
import type { Maker } from '../../kit/servers.ts'
import { runTool, type ToolResult } from '../../kit/tool.ts'

/** Moves a topic's partitions to these replicas by kafka-reassign-partitions, and waits until they are there. */
export async function reassign(
  cluster: KafkaCluster,
  tool: Maker,
  topic: string,
  replicas: readonly (readonly number[])[],
): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'kafkabox-'))
  const plan = path.join(folder, 'plan.json')
  const partitions = replicas.map((ids, partition) => ({ topic, partition, replicas: ids }))
  writeFileSync(plan, JSON.stringify({ version: 1, partitions }))
  const run = (action: string): Promise<ToolResult> =>
    runTool(tool, 'kafka-reassign-partitions', [
      ...['--bootstrap-server', cluster.bootstrap],
      ...['--reassignment-json-file', plan, action],
    ])
  try {
    const started = await run('--execute')
    expect(started.stdout, started.stderr).toContain('Successfully started partition reassignment')
    await cluster.placed(topic, replicas)
    const verified = await run('--verify')
    for (const index of replicas.keys()) {
      expect(verified.stdout, verified.stderr).toContain(`Reassignment of partition ${topic}-${index} is completed.`)
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
