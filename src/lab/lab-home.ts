import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import path from 'node:path'
import { parseProperties } from '../base/properties.ts'

/** Where kafkabox keeps its own things for one user: configurations, data, logs and the running services' records. */
export interface LabHome {
  readonly folder: string
  readonly config: string
  readonly data: string
  readonly logs: string
  readonly run: string
}

type Environment = Readonly<Record<string, string | undefined>>

/** `KAFKABOX_HOME`, else the place that the XDG base directory specification gives. */
export function labHome(env: Environment): LabHome {
  const shared = env.XDG_DATA_HOME ?? path.join(env.HOME ?? homedir(), '.local/share')
  const folder = env.KAFKABOX_HOME ?? path.join(shared, 'kafkabox')
  return {
    folder,
    config: path.join(folder, 'config'),
    data: path.join(folder, 'data'),
    logs: path.join(folder, 'logs'),
    run: path.join(folder, 'run'),
  }
}

/** Makes the folders, and the configuration files of tutorials where there are none yet. */
export function furnish(home: LabHome): void {
  for (const folder of [home.config, home.data, home.logs, home.run]) mkdirSync(folder, { recursive: true })
  for (const [name, lines] of Object.entries(configurations(home))) {
    const file = path.join(home.config, name)
    if (!existsSync(file)) writeFileSync(file, `${lines.join('\n')}\n`)
  }
}

/**
 * Makes the four lines with which tutorials configure one more broker beside broker 0, unless they are there: on the
 * same ZooKeeper, some ports further.
 */
export function furnishBroker(home: LabHome, id: number): void {
  const file = path.join(home.config, `server-${id}.properties`)
  if (existsSync(file)) return
  const first = parseProperties(readFileSync(path.join(home.config, 'server.properties'), 'utf8'))
  const port = Number(/:(\d+)/.exec(first.get('listeners') ?? '')?.[1] ?? 9092)
  const lines = [
    `broker.id=${id}`,
    `log.dirs=${path.join(home.data, `kafka-logs-${id}`)}`,
    `listeners=PLAINTEXT://localhost:${port + id}`,
    `zookeeper.connect=${first.get('zookeeper.connect') ?? 'localhost:2181'}`,
  ]
  writeFileSync(file, `${lines.join('\n')}\n`)
}

function configurations(home: LabHome): Record<string, string[]> {
  return {
    'zookeeper.properties': [
      '# ZooKeeper, one server. Kafka keeps its cluster metadata here.',
      `dataDir=${path.join(home.data, 'zookeeper')}`,
      'clientPort=2181',
      'maxClientCnxns=0',
      'admin.enableServer=false',
    ],
    'server.properties': [
      '# A Kafka broker. `man kafka-server-start` tells where all its settings are described.',
      'broker.id=0',
      'listeners=PLAINTEXT://localhost:9092',
      `log.dirs=${path.join(home.data, 'kafka-logs')}`,
      'num.partitions=1',
      'offsets.topic.replication.factor=1',
      'transaction.state.log.replication.factor=1',
      'transaction.state.log.min.isr=1',
      'zookeeper.connect=localhost:2181',
      'zookeeper.connection.timeout.ms=18000',
      'group.initial.rebalance.delay.ms=0',
    ],
  }
}
