import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { execa } from 'execa'
import { clusterView } from '../verbatim/runner/probes.ts'
import { fastJava } from './real-kafka.ts'
import { binOf, freePort, type Server, startServer, temporaryFolder } from './servers.ts'

/** Starts a real Kafka 4 on a fresh folder: one node that is broker and controller. Tests: `describe.skipIf(!realKafka4)`. */
export async function startKRaftServer(given: Record<string, string> = {}): Promise<Server> {
  const [port, controllerPort] = [await freePort(), await freePort()]
  const folder = temporaryFolder()
  const settings = {
    'node.id': '0',
    'process.roles': 'broker,controller',
    listeners: `PLAINTEXT://localhost:${port},CONTROLLER://localhost:${controllerPort}`,
    'controller.listener.names': 'CONTROLLER',
    'controller.quorum.voters': `0@localhost:${controllerPort}`,
    'log.dirs': path.join(folder, 'logs'),
    'offsets.topic.replication.factor': '1',
    'offsets.topic.num.partitions': '5',
    'transaction.state.log.replication.factor': '1',
    'transaction.state.log.min.isr': '1',
    'group.initial.rebalance.delay.ms': '0',
    ...given,
  }
  await format(path.join(folder, 'format.properties'), settings)
  return startServer({
    maker: 'real 4',
    executable: 'kafka-server-start',
    settings,
    port,
    folder,
    ready: async () => (await clusterView(port))?.ids.includes(0) ?? false,
  })
}

/** Writes the folders' identity, without which a node doesn't start. */
async function format(file: string, settings: Record<string, string>): Promise<void> {
  const lines = Object.entries(settings).map(([key, value]) => `${key}=${value}\n`)
  writeFileSync(file, lines.join(''))
  const clusterId = '4L6g3nShT-eMCtK--X86sw'
  await execa(path.join(binOf('real 4'), 'kafka-storage'), ['format', '-t', clusterId, '-c', file], { env: fastJava })
}
