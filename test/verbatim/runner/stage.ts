import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { clusterView, portIsFree } from './probes.ts'
import { killAll, Shell } from './processes.ts'
import type { ServerMode } from './server-mode.ts'
import type { Step } from './transcript.ts'

interface Broker {
  port: number
  file: string
  process: Shell | undefined
}

/** A fresh folder with the tools first in PATH, and the servers and background commands of one scenario. */
export class Stage {
  readonly work = mkdtempSync(path.join(tmpdir(), 'kconf-'))
  readonly env: NodeJS.ProcessEnv
  readonly processes = new Map<string, Shell>()
  cwd = this.work
  #brokers = new Map<string, Broker>()
  #zookeepers: string[] = []
  #scratch: string[] = []
  readonly #mode: ServerMode

  constructor(tools: string, mode: ServerMode) {
    this.#mode = mode
    linkTools(tools, path.join(this.work, 'bin'))
    const logs = path.join(this.work, 'logs')
    mkdirSync(logs)
    this.env = {
      ...process.env,
      PATH: `${path.join(this.work, 'bin')}:${process.env.PATH}`,
      WORK: this.work,
      TZ: 'UTC',
      LANG: 'C.UTF-8',
      LC_ALL: 'C.UTF-8',
      LOG_DIR: logs,
    }
  }

  run(command: string, stdin?: string): Shell {
    return new Shell(command, { cwd: this.cwd, env: this.env, ...(stdin === undefined ? {} : { stdin }) })
  }

  process(step: Step): Shell {
    const found = this.processes.get(step.args[0] ?? '')
    if (!found) throw new Error(`line ${step.line}: no process named ${step.args[0]}`)
    return found
  }

  async startZookeeper(step: Step): Promise<void> {
    const { port = '2181', ...settings } = keyValues(step.args)
    this.#zookeepers.push(port)
    const { quorum } = this.#mode
    if (!quorum) return
    const name = `zookeeper-${port}`
    const file = this.#properties(name, quorum.settings(path.join(this.work, name), port, settings))
    await mustBeFree(Number(port))
    const server = new Shell(`exec ${quorum.executable} '${file}'`, { cwd: this.work, env: this.env })
    this.processes.set(this.#zookeepers.length > 1 ? name : 'zookeeper', server)
    await until(() => quorum.serves(Number(port)), server, `zookeeper on port ${port}`, 60_000)
  }

  /** Starts the broker; the caller waits for all of them with `brokersReady`. */
  async startBroker(step: Step): Promise<void> {
    const id = step.args[0] ?? '0'
    let broker = this.#brokers.get(id)
    if (!broker || step.args.length > 1) broker = this.#configureBroker(id, keyValues(step.args.slice(1)))
    this.#brokers.set(id, broker)
    await mustBeFree(broker.port)
    broker.process = new Shell(`exec kafka-server-start '${broker.file}'`, { cwd: this.work, env: this.env })
    this.processes.set(`broker-${id}`, broker.process)
  }

  async brokersReady(): Promise<void> {
    const up = [...this.#brokers].filter(([, broker]) => broker.process && broker.process.exitCode === undefined)
    const ids = up.map(([id]) => Number(id))
    for (const [id, broker] of up) {
      const ready = async () => {
        const view = await clusterView(broker.port)
        return view !== undefined && view.controller >= 0 && ids.every((other) => view.ids.includes(other))
      }
      await until(ready, broker.process, `broker ${id} on port ${broker.port}`, 90_000)
    }
  }

  clearScratch(folders: readonly string[]): void {
    for (const folder of folders.filter((name) => /^\/tmp\/kafka-[\w-]+$/.test(name))) {
      this.#scratch.push(folder)
      rmSync(folder, { recursive: true, force: true })
    }
  }

  writeFile(name: string, content: string): void {
    const file = path.resolve(this.cwd, name)
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, content)
  }

  async close(keep: boolean): Promise<void> {
    const all = [...this.processes.values()]
    for (const shell of all) shell.signal('SIGKILL')
    killAll()
    await Promise.race([Promise.all(all.map((shell) => shell.done)), pause(10_000, undefined, { ref: false })])
    if (keep) {
      for (const [name, shell] of this.processes) {
        writeFileSync(path.join(this.work, `${name}.log`), shell.out + shell.err)
      }
      console.log(`     kept ${this.work}`)
    } else rmSync(this.work, { recursive: true, force: true })
    for (const folder of this.#scratch) rmSync(folder, { recursive: true, force: true })
  }

  #configureBroker(id: string, given: Record<string, string>): Broker {
    const { port = String(9092 + Number(id)), ...settings } = given
    const [firstBroker = id] = this.#brokers.keys()
    const file = this.#properties(`server-${id}`, {
      ...this.#mode.broker(id, port, { firstBroker, port: this.#zookeepers[0] ?? '2181' }),
      'log.dirs': path.join(this.work, `kafka-logs-${id}`),
      'num.partitions': '1',
      'offsets.topic.replication.factor': '1',
      'transaction.state.log.replication.factor': '1',
      'transaction.state.log.min.isr': '1',
      'group.initial.rebalance.delay.ms': '0',
      ...settings,
    })
    return { port: Number(port), file, process: undefined }
  }

  #properties(name: string, settings: Record<string, string>): string {
    const file = path.join(this.work, `${name}.properties`)
    const lines = Object.entries(settings).map(([key, value]) => `${key}=${value}\n`)
    writeFileSync(file, lines.join(''))
    return file
  }
}

function keyValues(args: readonly string[]): Record<string, string> {
  return Object.fromEntries(args.map((arg) => [arg.slice(0, arg.indexOf('=')), arg.slice(arg.indexOf('=') + 1)]))
}

/** Small scripts by the tools' names, with and without `.sh`, so that a scenario can say `cd bin && ./kafka-topics`. */
function linkTools(tools: string, target: string): void {
  mkdirSync(target)
  const files = readdirSync(tools).filter((name) => isTool(path.resolve(tools, name)))
  for (const name of files) {
    const script = `#!/bin/sh\nexec '${path.resolve(tools, name)}' "$@"\n`
    const plain = name.replace(/\.sh$/, '')
    for (const alias of files.includes(plain) ? [name] : [name, plain]) {
      writeFileSync(path.join(target, alias), script, { mode: 0o755 })
    }
  }
}

function isTool(file: string): boolean {
  if (path.basename(file).startsWith('.') || !statSync(file).isFile()) return false
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

async function mustBeFree(port: number): Promise<void> {
  if (!(await portIsFree(port))) throw new Error(`port ${port} is already in use by another program`)
}

async function until(ready: () => Promise<boolean>, server: Shell | undefined, what: string, limit: number) {
  const end = Date.now() + limit
  const tail = () => `${server?.out}${server?.err}`.split('\n').slice(-15).join('\n')
  while (!(await ready())) {
    if (server?.exitCode !== undefined) throw new Error(`${what} exited with code ${server.exitCode}:\n${tail()}`)
    if (Date.now() > end) throw new Error(`${what} was not ready after ${limit / 1000} s:\n${tail()}`)
    await pause(100)
  }
}

export function toolsFolderExists(folder: string): boolean {
  return existsSync(folder) && statSync(folder).isDirectory()
}
