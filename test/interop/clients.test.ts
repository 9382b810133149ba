import path from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { removeFolder, type Server, startBrokerServer, startZooKeeperServer } from '../kit/servers.ts'
import { Toolchain } from '../kit/toolchain.ts'

/**
 * Others' clients on our broker: each is a small program in its own language that creates topics, produces, consumes in
 * a group and administers, and prints `ok`. One whose toolchain or package can't be had here is skipped by name.
 */
const programs = path.join(import.meta.dirname, 'clients')
const tools = new Toolchain()

interface ForeignClient {
  name: string
  /** Installs what the client needs, outside the project; false when it can't be had. */
  prepare(): boolean
  command(bootstrap: string, topic: string): string[]
}

const clients: ForeignClient[] = [
  {
    name: 'Java clients 3.7.0',
    prepare: () => tools.compilesJava(path.join(programs, 'java/Client.java')),
    command: (bootstrap, topic) => [...tools.java('Client'), bootstrap, topic],
  },
  {
    name: 'librdkafka (confluent-kafka)',
    prepare: () => tools.hasPythonPackage('confluent-kafka'),
    command: (...args) => [tools.python, path.join(programs, 'confluent_kafka_client.py'), ...args],
  },
  {
    name: 'kafka-python',
    prepare: () => tools.hasPythonPackage('kafka-python'),
    command: (...args) => [tools.python, path.join(programs, 'kafka_python_client.py'), ...args],
  },
  {
    name: 'librdkafka (kcat)',
    prepare: () => tools.works('kcat', '-V'),
    command: (...args) => ['bash', path.join(programs, 'kcat.sh'), ...args],
  },
  {
    name: 'franz-go',
    prepare: () =>
      tools.works(
        'bash',
        '-c',
        `mkdir -p go && cp ${path.join(programs, 'franz-go/main.go')} go && cd go && go mod init client && ` +
          'go get github.com/twmb/franz-go@v1.22.2 github.com/twmb/franz-go/pkg/kadm@v1.19.0 && go mod tidy && go build -o ../franz .',
      ),
    command: (...args) => [path.join(tools.folder, 'franz'), ...args],
  },
]

describe("others' clients on our broker", () => {
  let zookeeper: Server
  let broker: Server
  beforeAll(async () => {
    zookeeper = await startZooKeeperServer('ours')
    broker = await startBrokerServer('ours', zookeeper)
  })
  afterAll(async () => {
    for (const server of [broker, zookeeper]) {
      await server?.stop()
      if (server) removeFolder(server.folder)
    }
    removeFolder(tools.folder)
  })

  for (const [number, client] of clients.entries()) {
    test(client.name, { timeout: 400_000 }, async (context) => {
      if (!client.prepare()) context.skip(`${client.name} can't be had here`)
      const [program = '', ...args] = client.command(`localhost:${broker.port}`, `interop-${number}`)
      const { all, exitCode } = await execa(program, args, { all: true, reject: false, timeout: 120_000 })
      expect(exitCode, all).toBe(0)
      expect(all).toMatch(/ok$/)
    })
  }
})
