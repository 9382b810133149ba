import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Eavesdropper } from '../kit/eavesdropper.ts'
import {
  freePort,
  removeFolder,
  type Server,
  startBrokerServer,
  startZooKeeperServer,
  temporaryFolder,
} from '../kit/servers.ts'
import { runTool, type ToolResult } from '../kit/tool.ts'

const folder = temporaryFolder()
let servers: Server[] = []
let between: Eavesdropper

const file = (name: string, text: string) => {
  const full = path.join(folder, name)
  writeFileSync(full, text)
  return full
}
const offsets = file('offsets.json', '{"partitions":[{"topic":"t","partition":0,"offset":0}],"version":1}')
const topics = file('topics.json', '{"version":1,"topics":[{"topic":"t"}]}')

/** A command line of each tool that takes a file of client settings, and the option that names the file. */
const commandLines: [tool: string, option: string, args: string[]][] = [
  ['kafka-broker-api-versions', '--command-config', []],
  ['kafka-cluster cluster-id', '--config', []],
  ['kafka-configs', '--command-config', ['--describe', '--topic', 't']],
  ['kafka-console-consumer', '--consumer.config', ['--topic', 't', '--from-beginning', '--max-messages', '1']],
  ['kafka-console-producer', '--producer.config', ['--topic', 't']],
  ['kafka-consumer-groups', '--command-config', ['--list']],
  ['kafka-delete-records', '--command-config', ['--offset-json-file', offsets]],
  ['kafka-get-offsets', '--command-config', ['--topic', 't']],
  ['kafka-leader-election', '--admin.config', ['--election-type', 'preferred', '--all-topic-partitions']],
  ['kafka-log-dirs', '--command-config', ['--describe']],
  [
    'kafka-reassign-partitions',
    '--command-config',
    ['--generate', '--topics-to-move-json-file', topics, '--broker-list', '0'],
  ],
  ['kafka-topics', '--command-config', ['--list']],
]

beforeAll(async () => {
  const port = await freePort()
  between = await Eavesdropper.listen(port)
  const zookeeper = await startZooKeeperServer('ours')
  servers = [zookeeper]
  const broker = await startBrokerServer('ours', zookeeper, {
    port: String(port),
    'advertised.listeners': `PLAINTEXT://localhost:${between.port}`,
  })
  servers = [broker, zookeeper]
  await run('kafka-topics', ['--create', '--topic', 't'])
  await run('kafka-console-producer', ['--topic', 't'])
})

afterAll(async () => {
  between.close()
  for (const server of servers) await server.stop()
  for (const server of servers) removeFolder(server.folder)
  removeFolder(folder)
})

function run(line: string, args: readonly string[]): Promise<ToolResult> {
  const [tool = '', ...words] = line.split(' ')
  return runTool('ours', tool, [...words, '--bootstrap-server', `localhost:${between.port}`, ...args], 'a line\n')
}

describe('the file of client settings has its effect', () => {
  const named = commandLines.filter(([tool]) => tool !== 'kafka-get-offsets')
  test.each(named)('%s %s', async (line, option, args) => {
    const name = `i-am-${line.replaceAll(' ', '-')}`
    const { exitCode, stderr } = await run(line, [...args, option, file(name, `client.id=${name}\n`)])
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: expect.not.stringContaining('rror') })
    expect(between.clientIds).toContain(name)
  })

  test('kafka-get-offsets --command-config, which keeps a name of its own', async () => {
    const right = file('right.properties', 'client.id=i-am-kafka-get-offsets\n')
    const { stdout } = await run('kafka-get-offsets', ['--topic', 't', '--command-config', right])
    expect(stdout).toMatch(/^t:0:\d+$/)
    expect(between.clientIds).toContain('GetOffsetShell')
    const wrong = file('wrong.properties', 'retries=many\n')
    const { exitCode, stderr } = await run('kafka-get-offsets', ['--topic', 't', '--command-config', wrong])
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: expect.stringContaining('Invalid value many for configuration retries: Not a number of type INT'),
    })
  })
})

describe('a file of client settings that is not there ends the command', () => {
  test.each(commandLines)('%s %s', async (line, option, args) => {
    const missing = path.join(folder, 'nowhere.properties')
    const { exitCode, stdout, stderr } = await run(line, [...args, option, missing])
    // Kafka's own says so, and ends with 0.
    expect(exitCode).toBe(line === 'kafka-leader-election' ? 0 : 1)
    expect(`${stdout}${stderr}`).toContain(missing)
  })
})
