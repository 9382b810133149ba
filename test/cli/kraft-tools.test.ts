import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startKRaftServer } from '../kit/kraft.ts'
import { realKafka4 } from '../kit/real-kafka.ts'
import { removeFolder, type Server } from '../kit/servers.ts'
import { runTool } from '../kit/tool.ts'

const run = (name: string, ...args: string[]) => runTool('ours', name, args)

describe.skipIf(!realKafka4)('tools for KRaft, on a real Kafka 4', () => {
  let node: Server
  let brokers: string[]
  let controllers: string[]

  beforeAll(async () => {
    node = await startKRaftServer()
    const controller = /CONTROLLER:\/\/(\S+)/.exec(readFileSync(node.configFile, 'utf8'))?.[1] ?? ''
    const config = path.join(node.folder, 'client.properties')
    writeFileSync(config, 'client.id=test\n')
    brokers = ['--command-config', config, '--bootstrap-server', `localhost:${node.port}`]
    controllers = ['--bootstrap-controller', controller]
  })
  afterAll(async () => {
    await node?.stop('SIGKILL')
    if (node !== undefined) removeFolder(node.folder)
  })

  test('kafka-metadata-quorum tells times as they were, or how long ago', async () => {
    const then = await run('kafka-metadata-quorum', ...brokers, 'describe', '--replication')
    expect(then.stdout).toMatch(/\n0 +\t\d+ +\t0 +\t\d{13} +\t\d{13} +\tLeader\s+$/)
    const ago = await run('kafka-metadata-quorum', ...controllers, 'describe', '--replication', '--human-readable')
    expect(ago.stdout).toMatch(/\n0 +\t\d+ +\t0 +\t\d+ ms ago +\t\d+ ms ago +\tLeader\s+$/)
  })

  test('kafka-cluster asks a controller for the id', async () => {
    const { stdout } = await run('kafka-cluster', 'cluster-id', ...controllers)
    expect(stdout).toBe('Cluster ID: 4L6g3nShT-eMCtK--X86sw')
  })

  test('kafka-features changes levels, or asks whether it could', async () => {
    const features = (...args: string[]) => run('kafka-features', ...controllers, ...args)
    const feature = 'transaction.version'
    const unsafe = ['--unsafe', '--dry-run']
    expect((await features('disable', '--feature', feature, ...unsafe)).stdout).toBe(`${feature} can be disabled.`)
    const lower = await features('downgrade', '--feature', `${feature}=1`, ...unsafe)
    expect(lower.stdout).toBe(`${feature} can be downgraded to 1.`)
    const same = await run('kafka-features', ...brokers, 'upgrade', '--feature', `${feature}=2`, '--dry-run')
    expect(same).toEqual({ stdout: `${feature} can be upgraded to 2.`, stderr: '', exitCode: 0 })
    const metadata = await features('downgrade', '--metadata', '3.7', '--dry-run')
    expect(metadata.stdout).toMatch(/^Can not downgrade metadata\.version to 19\. /)
    expect(metadata.exitCode).toBe(1)
    const raised = await features('upgrade', '--metadata', '3.7')
    expect(raised.stdout).toMatch(/^Could not upgrade metadata\.version to 19\. /)
  })

  test('kafka-client-metrics makes up names', async () => {
    const made = await run('kafka-client-metrics', ...brokers, '--alter', '--generate-name', '--interval', '1000')
    expect(made.stdout).toMatch(/^Altered client metrics config for \S{22}\.$/)
  })

  test('kafka-transactions takes a file of properties', async () => {
    const titles = ['TransactionalId', 'Coordinator', 'ProducerId', 'TransactionState']
    const { stdout } = await run('kafka-transactions', ...brokers, 'list')
    expect(stdout).toBe(titles.map((title) => `${title}\t`).join(''))
  })

  test('kafka-cluster unregisters a broker, at a broker and not at a controller', async () => {
    const [, config = '', ...servers] = brokers
    const refused = await run('kafka-cluster', 'unregister', ...controllers, '--id', '0')
    expect(refused.stderr).toContain('not yet supported when communicating directly with the controller quorum')
    expect(refused.exitCode).toBe(1)
    const { stdout, exitCode } = await run('kafka-cluster', 'unregister', '--config', config, ...servers, '--id', '0')
    expect({ stdout, exitCode }).toEqual({ stdout: 'Broker 0 is no longer registered.', exitCode: 0 })
  })
})
