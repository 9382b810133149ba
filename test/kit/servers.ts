import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { execa } from 'execa'
import { clusterView, zookeeperServes } from '../verbatim/runner/probes.ts'
import { root } from './bundle.ts'
import { fastJava, oldestKafka, realKafka, realKafka4 } from './real-kafka.ts'

/** Whose executables: this project's, those of the real Kafka that it reproduces, a Kafka 4's, or a Kafka 2.1's broker. */
export type Maker = 'ours' | 'real' | 'real 4' | 'real 2.1'

export function binOf(maker: Maker): string {
  if (maker === 'ours') return path.join(root, 'bin')
  const installed = { real: realKafka, 'real 4': realKafka4, 'real 2.1': oldestKafka }[maker]
  if (!installed) throw new Error(`${maker}: that Kafka is not here`)
  return installed.bin
}

export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

/** Polls until the condition holds; fails with `what` after the limit. */
export async function eventually(what: string, condition: () => Promise<boolean> | boolean, limitMs = 90_000) {
  const end = Date.now() + limitMs
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`not in ${limitMs / 1000} s: ${what}`)
    await pause(25)
  }
}

/** Where what the servers of a test say is kept, for whoever looks for the reason of a failure. */
const logFolder = process.env.KAFKABOX_LOGS

export interface Server {
  readonly port: number
  readonly folder: string
  readonly configFile: string
  output(): string
  /** Sends a signal that does not end it: SIGSTOP and SIGCONT freeze and thaw it. */
  signal(signal: NodeJS.Signals): void
  /** Sends the signal and waits for the end; gives the exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | undefined>
  /** Starts it again on the same folder and port. */
  restart(maker?: Maker): Promise<void>
}

interface Start {
  maker: Maker
  executable: string
  settings: Record<string, string>
  port: number
  folder: string
  ready: () => Promise<boolean>
  /** What comes before the executable on the command line. */
  within?: readonly string[]
  env?: Readonly<Record<string, string>>
}

export async function startServer(start: Start): Promise<Server> {
  const configFile = path.join(start.folder, 'server.properties')
  const lines = Object.entries(start.settings).map(([key, value]) => `${key}=${value}\n`)
  writeFileSync(configFile, lines.join(''))
  let output = ''
  const run = (maker: Maker) => {
    const command = [...(start.within ?? []), path.join(binOf(maker), start.executable), configFile]
    const [program = '', ...args] = command
    const child = execa(program, args, {
      env: { ...fastJava, LOG_DIR: start.folder, ...start.env },
      all: true,
      buffer: false,
      reject: false,
    })
    child.all?.on('data', (data) => {
      output += data
      if (logFolder) appendFileSync(path.join(logFolder, `${start.executable}-${start.port}.log`), data)
    })
    return child
  }
  let child = run(start.maker)
  const ready = async () => {
    if (child.exitCode !== null) throw new Error(`${start.executable} ended with ${child.exitCode}:\n${output}`)
    return start.ready()
  }
  const answers = () =>
    eventually(`${start.executable} on port ${start.port} answers`, ready, 90_000).catch((error: unknown) => {
      child.kill('SIGKILL')
      throw new Error(`it did not start:\n${output}`, { cause: error })
    })
  await answers()
  return {
    port: start.port,
    folder: start.folder,
    configFile,
    output: () => output,
    signal: (signal) => {
      child.kill(signal)
    },
    stop: async (signal = 'SIGTERM') => {
      child.kill(signal)
      return (await child).exitCode
    },
    restart: async (maker = start.maker) => {
      child = run(maker)
      await answers()
    },
  }
}

export function temporaryFolder(): string {
  return mkdtempSync(path.join(tmpdir(), 'kafkabox-'))
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true })
}

/**
 * @param settings may name the `clientPort`, where others have to know it before
 * @param env variables for the server, `KAFKA_OPTS` for instance
 */
export async function startZooKeeperServer(
  maker: Maker,
  settings: Record<string, string> = {},
  env: Readonly<Record<string, string>> = {},
): Promise<Server> {
  const port = settings.clientPort === undefined ? await freePort() : Number(settings.clientPort)
  const folder = temporaryFolder()
  const all = { dataDir: path.join(folder, 'data'), clientPort: String(port), maxClientCnxns: '0', ...settings }
  return startServer({
    maker,
    executable: 'zookeeper-server-start',
    settings: { ...all, 'admin.enableServer': 'false' },
    port,
    folder,
    env,
    ready: () => zookeeperServes(port),
  })
}

/** @param settings may name the `port`, where others have to know it before */
export async function startBrokerServer(
  maker: Maker,
  zookeeper: Server,
  { port: chosen, ...settings }: Record<string, string> = {},
  within: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<Server> {
  const port = chosen === undefined ? await freePort() : Number(chosen)
  const folder = temporaryFolder()
  return startServer({
    maker,
    within,
    env,
    executable: 'kafka-server-start',
    settings: {
      'broker.id': '0',
      listeners: `PLAINTEXT://localhost:${port}`,
      'log.dirs': path.join(folder, 'logs'),
      'num.partitions': '1',
      'offsets.topic.replication.factor': '1',
      'offsets.topic.num.partitions': '5',
      'transaction.state.log.replication.factor': '1',
      'transaction.state.log.min.isr': '1',
      'zookeeper.connect': `localhost:${zookeeper.port}`,
      'group.initial.rebalance.delay.ms': '0',
      ...settings,
    },
    port,
    folder,
    ready: async () => ((await clusterView(port))?.controller ?? -1) >= 0,
  })
}
