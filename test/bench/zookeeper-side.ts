import { spawn } from 'node:child_process'
import { closeSync, existsSync, mkdirSync, openSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { zookeeperServes } from '../verbatim/runner/probes.ts'
import { cpuSeconds, memory, stopTree } from './process-tree.ts'
import { type Figures, figuresOf } from './side.ts'

export interface ZooKeeperSideOptions {
  /** Where data and logs go. */
  readonly folder: string
  /** The folder of executables. */
  readonly bin: string
  /** The bundled load generator. */
  readonly load: string
  /** The first of six ports for each server. */
  readonly port: number
}

type Settings = Record<string, string | number>

/** ZooKeeper servers of one of the two sides: one that stands alone, or an ensemble. */
export class ZooKeeperSide {
  readonly #options: ZooKeeperSideOptions
  #pids: number[] = []
  #generation = 0
  #size = 0

  constructor(options: ZooKeeperSideOptions) {
    this.#options = options
  }

  /** Starts so many servers on empty folders; milliseconds from the first spawn until all serve. */
  async start(size: number, settings: Settings = {}): Promise<number> {
    this.#size = size
    const files = this.#configure(settings)
    const begun = performance.now()
    this.#pids = files.map((file) => this.#spawn(file))
    const end = Date.now() + 90_000
    for (const port of this.#ports(0)) {
      while (!(await zookeeperServes(port))) {
        if (Date.now() > end) throw new Error('ZooKeeper did not come up')
        await pause(5)
      }
    }
    return performance.now() - begun
  }

  async stop(): Promise<void> {
    for (const pid of this.#pids) await stopTree(pid)
    this.#pids = []
    rmSync(this.#data, { recursive: true, force: true })
  }

  get memory(): number {
    return memory(this.#pids)
  }

  /** Runs the load generator; adds the operations for each CPU second of all servers. */
  load(operation: string, options: Settings): Promise<Figures> {
    const child = this.#loadProcess(operation, options)
    let before = cpuSeconds(this.#pids)
    let after: number | undefined
    let output = ''
    child.stdout.on('data', (data) => {
      output += data
    })
    child.stderr.on('data', (data) => {
      if (String(data).includes('START')) before = cpuSeconds(this.#pids)
      if (String(data).includes('END')) after = cpuSeconds(this.#pids)
    })
    return new Promise((resolve) => {
      child.on('close', () => {
        const figures = figuresOf(output)
        const cpu = (after ?? cpuSeconds(this.#pids)) - before
        resolve({ ...figures, ...(figures.ops && cpu > 0 ? { perCpuSecond: figures.ops / cpu } : {}) })
      })
    })
  }

  /** Lets the load generator hold what it made until the result is called. */
  async hold(operation: string, options: Settings): Promise<() => void> {
    const child = this.#loadProcess(operation, options)
    await new Promise<void>((resolve, reject) => {
      child.stderr.on('data', (data) => String(data).includes('HELD') && resolve())
      child.on('close', () => reject(new Error(`${operation} ended early`)))
    })
    return () => void child.stdin.end()
  }

  #loadProcess(operation: string, options: Settings) {
    const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)])
    const servers = this.#ports(0).map((port) => `127.0.0.1:${port}`)
    return spawn(process.execPath, [this.#options.load, operation, servers.join(','), ...args])
  }

  /** Each server's port of one kind: 0 for clients, 1 for the quorum, 2 for elections. */
  #ports(kind: number): number[] {
    return Array.from({ length: this.#size }, (_, index) => this.#options.port + index * 3 + kind)
  }

  get #data(): string {
    return path.join(this.#options.folder, `data-${this.#generation}`)
  }

  #configure(settings: Settings): string[] {
    this.#generation++
    const [clientPorts, quorumPorts, electionPorts] = [this.#ports(0), this.#ports(1), this.#ports(2)]
    const members = quorumPorts.map((port, index) => [
      `server.${index + 1}`,
      `127.0.0.1:${port}:${electionPorts[index]}`,
    ])
    const ensemble = this.#size > 1 ? { initLimit: 20, syncLimit: 10, ...Object.fromEntries(members) } : {}
    return clientPorts.map((clientPort, index) => {
      const dataDir = path.join(this.#data, String(index + 1))
      mkdirSync(dataDir, { recursive: true })
      writeFileSync(path.join(dataDir, 'myid'), String(index + 1))
      const common = { dataDir, clientPort, clientPortAddress: '127.0.0.1', tickTime: 2000, maxClientCnxns: 0 }
      const quiet = { 'admin.enableServer': 'false', '4lw.commands.whitelist': '*' }
      const file = path.join(this.#data, `zoo-${index + 1}.cfg`)
      const lines = Object.entries({ ...common, ...quiet, ...ensemble, ...settings })
      writeFileSync(file, lines.map(([key, value]) => `${key}=${value}\n`).join(''))
      return file
    })
  }

  #spawn(configFile: string): number {
    const { bin, folder } = this.#options
    const name = 'zookeeper-server-start'
    const program = [name, `${name}.sh`].map((file) => path.resolve(bin, file)).find(existsSync)
    if (program === undefined) throw new Error(`no ${name} in ${bin}`)
    const log = openSync(path.join(folder, 'zookeeper.log'), 'a')
    const child = spawn(program, [configFile], { detached: true, stdio: ['ignore', log, log] })
    closeSync(log)
    if (child.pid === undefined) throw new Error(`${name} did not start`)
    return child.pid
  }
}
