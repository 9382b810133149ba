import { spawn } from 'node:child_process'
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { clusterView, zookeeperServes } from '../verbatim/runner/probes.ts'
import { cpuSeconds, isAlive, memory, processTree, stopTree } from './process-tree.ts'

/** Files that stand for a command's streams, and the code that it is to end with, where that is not 0. */
interface CommandEnds {
  readonly input?: string
  readonly output?: string
  readonly exitCode?: number | undefined
}

export interface Bench {
  /** Folder of this run. */
  work: string
  /** The bundled load generator. */
  loadProgram: string
  /** The compiled runstat; undefined without a C compiler. */
  runstat: string | undefined
  brokers: number
}

/** Deaths are noticed soon on both sides, and the last broker to stop does not wait for another to take over. */
const sessionMs = 6000
const severalBrokers = { 'zookeeper.session.timeout.ms': sessionMs, 'controlled.shutdown.retry.backoff.ms': 100 }

/** What a workplace may add to the start of every program. With NODE_EXTRA_CA_CERTS Node 20 reads all root certificates, 30 ms. */
const additions = ['NODE_EXTRA_CA_CERTS', 'NODE_OPTIONS', 'JAVA_TOOL_OPTIONS', 'JDK_JAVA_OPTIONS', 'KAFKA_REAL_FAST']
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !additions.includes(name)))

/** What one round gave; undefined where it failed. */
export type Figures = Record<string, number | undefined>

/** One of the two sets of executables, with its servers. */
export class Side {
  readonly bootstrap: string
  readonly zookeeper: string
  brokerPids: number[] = []
  readonly #bench: Bench
  readonly bin: string
  readonly #folder: string
  readonly #ports: { zookeeper: number; kafka: number }
  #zookeeperPid: number | undefined
  #generation = 0
  /** The brokers' configuration files, by id. */
  #brokerFiles: string[] = []
  #killed: number | undefined

  constructor(bench: Bench, name: string, bin: string, ports: { zookeeper: number; kafka: number }) {
    this.#bench = bench
    this.bin = path.resolve(bin)
    this.#folder = path.join(bench.work, name)
    this.#ports = ports
    this.zookeeper = `127.0.0.1:${ports.zookeeper}`
    this.bootstrap = Array.from({ length: bench.brokers }, (_, id) => `127.0.0.1:${ports.kafka + id}`).join(',')
    mkdirSync(this.#folder, { recursive: true })
  }

  /** Starts ZooKeeper and the brokers on an empty folder; milliseconds from spawn to the first answer. */
  async start(brokers = this.#bench.brokers): Promise<{ zookeeperMs: number; brokerMs: number }> {
    const data = path.join(this.#folder, `data-${++this.#generation}`)
    mkdirSync(data)
    const zookeeperFile = this.#properties(data, 'zookeeper', {
      dataDir: path.join(data, 'zookeeper'),
      clientPort: this.#ports.zookeeper,
      clientPortAddress: '127.0.0.1',
      maxClientCnxns: 0,
      'admin.enableServer': 'false',
      '4lw.commands.whitelist': '*',
      ...(this.#bench.brokers > 1 ? { tickTime: 500 } : {}),
    })
    let begun = performance.now()
    this.#zookeeperPid = this.#spawn('zookeeper-server-start', zookeeperFile)
    await soon(() => zookeeperServes(this.#ports.zookeeper), 'ZooKeeper')
    const zookeeperMs = performance.now() - begun
    this.#brokerFiles = Array.from({ length: brokers }, (_, id) => this.#brokerProperties(data, id, brokers))
    const [first = '', ...others] = this.#brokerFiles
    begun = performance.now()
    this.brokerPids.push(this.#spawn('kafka-server-start', first))
    await this.#brokersAnswer(1)
    const brokerMs = performance.now() - begun
    for (const file of others) this.brokerPids.push(this.#spawn('kafka-server-start', file))
    await this.#brokersAnswer(brokers)
    return { zookeeperMs, brokerMs }
  }

  async stopBrokers(): Promise<void> {
    for (const pid of this.brokerPids) await stopTree(pid)
    this.brokerPids = []
  }

  /** All at once, as a power failure does. */
  async killBrokers(): Promise<void> {
    const pids = this.brokerPids.flatMap(processTree)
    for (const pid of pids) process.kill(pid, 'SIGKILL')
    this.brokerPids = []
    await soon(async () => !pids.some(isAlive), 'the end of the brokers')
    // Their sessions, which would keep them from registering again.
    await pause(sessionMs + 1500)
  }

  /** All at once; does not wait for them. */
  startBrokers(): void {
    this.brokerPids = this.#brokerFiles.map((file) => this.#spawn('kafka-server-start', file))
  }

  /** Starts the broker again that a load had killed, and waits until the cluster is whole. */
  async revive(): Promise<void> {
    const id = this.#killed
    if (id === undefined) return
    this.brokerPids[id] = this.#spawn('kafka-server-start', this.#brokerFiles[id] ?? '')
    this.#killed = undefined
    await this.#brokersAnswer(this.#bench.brokers)
  }

  #kill(id: number): void {
    const pid = this.brokerPids[id]
    if (pid === undefined) return
    this.#killed = id
    for (const one of processTree(pid)) process.kill(one, 'SIGKILL')
  }

  async stop(): Promise<void> {
    await this.stopBrokers()
    if (this.#zookeeperPid !== undefined) await stopTree(this.#zookeeperPid)
    this.#zookeeperPid = undefined
    rmSync(path.join(this.#folder, `data-${this.#generation}`), { recursive: true, force: true })
  }

  brokerMemory(): number {
    return memory(this.brokerPids)
  }

  brokerCpu(): number {
    return cpuSeconds(this.brokerPids)
  }

  zookeeperMemory(): number {
    return this.#zookeeperPid === undefined ? 0 : memory([this.#zookeeperPid])
  }

  /** Runs the load generator; adds the brokers' CPU seconds for each GiB between its START and END. */
  load(mode: string, options: Record<string, string | number>): Promise<Figures> {
    const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)])
    const target = ['--host', '127.0.0.1', '--port', String(this.#ports.kafka)]
    const child = spawn(process.execPath, [this.#bench.loadProgram, mode, ...args, ...target])
    let before = this.brokerCpu()
    let after: number | undefined
    let output = ''
    child.stdout.on('data', (data) => {
      output += data
    })
    child.stderr.on('data', (data) => {
      if (String(data).includes('START')) before = this.brokerCpu()
      if (String(data).includes('END')) after = this.brokerCpu()
      const victim = /KILL (\d+)/.exec(String(data))?.[1]
      if (victim !== undefined) this.#kill(Number(victim))
    })
    return new Promise((resolve) => {
      child.on('close', () => {
        const figures = figuresOf(output)
        const cpu = (after ?? this.brokerCpu()) - before
        resolve({ ...figures, ...(figures.mb ? { cpuPerGb: (cpu / figures.mb) * 1024 } : {}) })
      })
    })
  }

  /** Runs the load generator until it holds what it was told to; ends it when the result is called. */
  async hold(mode: string, options: Record<string, string | number>): Promise<() => void> {
    const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)])
    const target = ['--host', '127.0.0.1', '--port', String(this.#ports.kafka)]
    const child = spawn(process.execPath, [this.#bench.loadProgram, mode, ...args, ...target])
    await new Promise<void>((resolve, reject) => {
      child.stderr.on('data', (data) => String(data).includes('HELD') && resolve())
      child.stdout.on('data', (data) => reject(new Error(`${mode}: ${data}`)))
    })
    return () => void child.kill('SIGKILL')
  }

  /** Runs one of the side's commands: wall and CPU milliseconds, peak memory in MiB; empty when it ends otherwise. */
  command(name: string, args: readonly string[], ends: CommandEnds = {}): Promise<Figures> {
    return this.program(this.#executable(name), args, ends)
  }

  /** The same with any program. */
  async program(file: string, args: readonly string[], ends: CommandEnds = {}): Promise<Figures> {
    const statistics = path.join(this.#folder, 'runstat.json')
    rmSync(statistics, { force: true })
    const stdin = ends.input === undefined ? 'ignore' : openSync(ends.input, 'r')
    const stdout = ends.output === undefined ? 'ignore' : openSync(ends.output, 'w')
    const { runstat } = this.#bench
    const [first, rest] = runstat === undefined ? [file, args] : [runstat, [statistics, file, ...args]]
    const begun = performance.now()
    const child = spawn(first, rest, { stdio: [stdin, stdout, 'ignore'], env })
    const code = await new Promise((resolve) => child.on('close', resolve))
    const wallMs = performance.now() - begun
    for (const descriptor of [stdin, stdout]) if (typeof descriptor === 'number') closeSync(descriptor)
    if (code !== (ends.exitCode ?? 0)) {
      console.error(`  ${file} ${args.join(' ')}: exit ${code}`)
      return {}
    }
    if (runstat === undefined) return { wallMs }
    const { wall_ms, cpu_ms, rss_kb } = figuresOf(readFileSync(statistics, 'utf8'))
    return { wallMs: wall_ms, cpuMs: cpu_ms, memory: (rss_kb ?? 0) / 1024 }
  }

  #executable(name: string): string {
    const found = [name, `${name}.sh`].map((file) => path.join(this.bin, file)).find(existsSync)
    if (found === undefined) throw new Error(`no ${name} in ${this.bin}`)
    return found
  }

  #spawn(name: string, configFile: string): number {
    const log = openSync(path.join(this.#folder, `${name}.log`), 'a')
    const child = spawn(this.#executable(name), [configFile], { detached: true, stdio: ['ignore', log, log], env })
    closeSync(log)
    if (child.pid === undefined) throw new Error(`${name} did not start`)
    return child.pid
  }

  #brokersAnswer(count: number): Promise<void> {
    return soon(async () => ((await clusterView(this.#ports.kafka))?.ids.length ?? 0) >= count, `${count} brokers`)
  }

  #brokerProperties(data: string, id: number, brokers: number): string {
    const replicas = Math.min(3, brokers)
    return this.#properties(data, `server-${id}`, {
      'broker.id': id,
      listeners: `PLAINTEXT://127.0.0.1:${this.#ports.kafka + id}`,
      'log.dirs': path.join(data, `logs-${id}`),
      'num.partitions': 1,
      'offsets.topic.replication.factor': replicas,
      'transaction.state.log.replication.factor': replicas,
      'transaction.state.log.min.isr': 1,
      'zookeeper.connect': this.zookeeper,
      ...(this.#bench.brokers > 1 ? severalBrokers : {}),
      'group.initial.rebalance.delay.ms': 0,
    })
  }

  #properties(folder: string, name: string, settings: Record<string, string | number>): string {
    const file = path.join(folder, `${name}.properties`)
    const lines = Object.entries(settings).map(([key, value]) => `${key}=${value}\n`)
    writeFileSync(file, lines.join(''))
    return file
  }
}

/** The last line of the text, as JSON; empty when the program failed. */
export function figuresOf(text: string): Figures {
  const figures: Figures = {}
  try {
    const parsed: unknown = JSON.parse(text.trim().split('\n').at(-1) ?? '')
    for (const [name, value] of Object.entries(parsed ?? {})) {
      if (typeof value === 'number') figures[name] = value
      else if (name === 'error') console.error(`  ${value}`)
    }
  } catch {
    console.error(`  no result: ${text.slice(0, 200)}`)
  }
  return figures
}

async function soon(condition: () => Promise<boolean>, what: string): Promise<void> {
  const end = Date.now() + 90_000
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`${what} did not come up`)
    await pause(5)
  }
}
