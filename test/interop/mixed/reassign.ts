import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect } from 'vitest'
import type { KafkaCluster } from '../../kit/kafka-cluster.ts'
import type { Maker } from '../../kit/servers.ts'
import { runTool } from '../../kit/tool.ts'

/** Runs kafka-reassign-partitions on a plan to a good end; gives what it printed. */
export type RunOnPlan = (...action: string[]) => Promise<string>

/** Moves a topic's partitions to these replicas by kafka-reassign-partitions, and waits until they are there. */
export async function reassign(
  cluster: KafkaCluster,
  tool: Maker,
  topic: string,
  replicas: readonly (readonly number[])[],
): Promise<void> {
  await withPlan(cluster, tool, topic, replicas, async (run) => {
    expect(await run('--execute')).toContain('Successfully started partition reassignment')
    await cluster.placed(topic, replicas)
    const verified = await run('--verify')
    for (const index of replicas.keys()) {
      expect(verified).toContain(`Reassignment of partition ${topic}-${index} is completed.`)
    }
  })
}

/** Hands out the tool, with a plan that puts a topic's partitions on these replicas. */
export async function withPlan(
  cluster: KafkaCluster,
  tool: Maker,
  topic: string,
  replicas: readonly (readonly number[])[],
  use: (run: RunOnPlan) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'kafkabox-'))
  const plan = path.join(folder, 'plan.json')
  const partitions = replicas.map((ids, partition) => ({ topic, partition, replicas: ids }))
  writeFileSync(plan, JSON.stringify({ version: 1, partitions }))
  const common = ['--bootstrap-server', cluster.bootstrap, '--reassignment-json-file', plan]
  try {
    await use(async (...action) => {
      const { stdout, stderr, exitCode } = await runTool(tool, 'kafka-reassign-partitions', [...common, ...action])
      expect(exitCode, `${stdout}${stderr}`).toBe(0)
      return stdout
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
