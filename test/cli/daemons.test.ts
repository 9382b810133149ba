import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { execa } from 'execa'
import { afterAll, expect, test } from 'vitest'
import { canIsolate, isolated } from '../kit/isolated.ts'
import { binOf, removeFolder } from '../kit/servers.ts'

/** Not in /tmp: inside the namespaces that is another folder. */
const folder = mkdtempSync('/var/tmp/kafkabox-daemons-')
afterAll(() => removeFolder(folder))

function properties(name: string, settings: Record<string, string>): void {
  const lines = Object.entries(settings).map(([key, value]) => `${key}=${value}\n`)
  writeFileSync(path.join(folder, name), lines.join(''))
}

/** Waits for brokers, named as zookeeper-shell lists them. */
const script = `
brokers() { until [ "$(zookeeper-shell localhost:2181 ls /brokers/ids 2>/dev/null | tail -1)" = "$1" ]; do sleep 0.1; done; echo "brokers $1"; }
zookeeper-server-start -daemon zookeeper.properties; echo "exit $?"
kafka-server-start -daemon a.properties --override log.dirs=logs-of-a --override listeners=PLAINTEXT://localhost:9092; echo "exit $?"
kafka-server-start -daemon b.properties; echo "exit $?"
brokers '[1, 2]'
kafka-server-stop --node-id=5; echo "exit $?"
kafka-server-stop --node-id=1; echo "exit $?"
brokers '[2]'
echo process.roles=broker >> b.properties
kafka-server-stop --process-role=controller; echo "exit $?"
kafka-server-stop --process-role=broker; echo "exit $?"
brokers '[]'
zookeeper-server-stop; echo "exit $?"
`

test.skipIf(!canIsolate)(
  'servers in the background: started, given settings by --override, stopped one by one',
  async () => {
    properties('zookeeper.properties', { dataDir: 'zookeeper', clientPort: '2181', 'admin.enableServer': 'false' })
    const shared = { 'zookeeper.connect': 'localhost:2181', 'log.dirs': 'nowhere' }
    properties('a.properties', { ...shared, 'node.id': '1', listeners: 'PLAINTEXT://localhost:1' })
    properties('b.properties', {
      ...shared,
      'node.id': '2',
      listeners: 'PLAINTEXT://localhost:9093',
      'log.dirs': 'logs-of-b',
    })
    const run = isolated(['bash', '-c', script])
    try {
      const [program = '', ...args] = run.command
      const env = { PATH: `${binOf('ours')}:${process.env.PATH}`, LOG_DIR: path.join(folder, 'output') }
      const { stdout, stderr } = await execa(program, args, { cwd: folder, env, reject: false, timeout: 150_000 })
      expect(stdout.split('\n'), stderr).toEqual([
        'exit 0',
        'exit 0',
        'exit 0',
        'brokers [1, 2]',
        'No kafka server to stop',
        'exit 1',
        'exit 0',
        'brokers [2]',
        'No kafka server to stop',
        'exit 1',
        'exit 0',
        'brokers []',
        'exit 0',
      ])
    } finally {
      run.dispose()
    }
    expect(existsSync(path.join(folder, 'logs-of-a/meta.properties'))).toBe(true)
    expect(existsSync(path.join(folder, 'nowhere'))).toBe(false)
    expect(readFileSync(path.join(folder, 'output/kafkaServer.out'), 'utf8')).toContain(
      'started (kafka.server.KafkaServer)',
    )
  },
)
