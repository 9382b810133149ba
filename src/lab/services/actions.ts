import { existsSync } from 'node:fs'
import path from 'node:path'
import { askControl } from '../control/control-socket.ts'
import type { ServerStatus } from '../control/server-status.ts'
import { LabError } from '../lab-error.ts'
import { serviceEndpoint } from '../ready.ts'
import { type RunningProcess, runningRecord } from './process-record.ts'
import { brokerId, knownServices, type Service, serviceNamed, usualServices } from './service.ts'
import { awaitEnd, type StartResult, type SupervisorContext, startService, stopService } from './supervisor.ts'

export interface ServiceStatus extends ServerStatus {
  readonly config: string
  readonly log: string
}

export interface StartOptions {
  /** Another file than the one kept in the home. */
  readonly config: string | undefined
  readonly cwd: string
}

/** What can be done with the background services, by name. */
export interface ServiceActions {
  /** Those of the names; without any ZooKeeper and broker 0, in starting order. */
  named(names: readonly string[]): Service[]
  /** Those that run, in starting order. */
  running(): Service[]
  start(name: string, options?: StartOptions): Promise<StartResult>
  /** One that is cut off gets its network back for it. False when it was not running. */
  stop(name: string): Promise<boolean>
  /** By signals: SIGKILL, SIGSTOP, SIGCONT. */
  kill(name: string): Promise<void>
  pause(name: string): void
  resume(name: string): void
  /** Takes the service's network away, until `heal`. */
  cut(name: string): Promise<void>
  heal(name: string): Promise<void>
  status(name: string): Promise<ServiceStatus>
  list(): Promise<ServiceStatus[]>
  listLikeBrew(): Promise<string[]>
}

export function serviceActions(context: SupervisorContext): ServiceActions {
  const { home } = context
  const one = (name: string): Service => asStarted(context, serviceNamed(home, name) ?? unknown(name))
  const running = () => knownServices(home).filter((service) => runningRecord(home, service) !== undefined)
  const signal = (name: string, signalName: NodeJS.Signals) => {
    process.kill(runningOf(context, one(name)).pid, signalName)
  }
  const ask = async (name: string, verb: 'cut' | 'heal') => {
    const service = one(name)
    if (runningOf(context, service).frozen) throw new LabError(`${name} is paused: resume it first`)
    const answer = await askControl(home.run, service.name, { verb })
    if (answer === undefined) throw new LabError(`${name} can't be reached; was it started by this version?`)
  }
  const list = () => Promise.all(knownServices(home).map((service) => status(context, asStarted(context, service))))
  return {
    named: (names) => (names.length === 0 ? usualServices : names).map(one),
    running,
    start: (name, options) => startService(context, configured(context, one(name), options)),
    stop: async (name) => {
      const service = one(name)
      const running = runningRecord(home, service)
      if (running && !running.frozen) await askControl(home.run, service.name, { verb: 'heal' })
      return stopService(context, service)
    },
    kill: async (name) => {
      const service = one(name)
      signal(name, 'SIGKILL')
      await awaitEnd(context, service)
    },
    pause: (name) => signal(name, 'SIGSTOP'),
    resume: (name) => signal(name, 'SIGCONT'),
    cut: (name) => ask(name, 'cut'),
    heal: (name) => ask(name, 'heal'),
    status: (name) => status(context, one(name)),
    list,
    listLikeBrew: async () => brewTable(await list()),
  }
}

function unknown(name: string): never {
  throw new LabError(`there is no service ${name}; there are zookeeper, kafka (broker 0), kafka-1, kafka-2 and so on`)
}

function runningOf({ home }: SupervisorContext, service: Service): RunningProcess {
  const record = runningRecord(home, service)
  if (record === undefined) throw new LabError(`${service.name} does not run`)
  return record
}

/** With the configuration that the running process has. */
function asStarted({ home }: SupervisorContext, service: Service): Service {
  const configFile = runningRecord(home, service)?.configFile
  return configFile === undefined ? service : { ...service, configFile }
}

/** The file given, else the one that a tutorial's reader has made in this folder for a further broker, else the home's. */
function configured({ home }: SupervisorContext, service: Service, options: StartOptions | undefined): Service {
  if (options === undefined || runningRecord(home, service) !== undefined) return service
  const { cwd, config } = options
  if (config !== undefined) {
    const configFile = path.resolve(cwd, config)
    if (!existsSync(configFile)) throw new LabError(`there is no ${configFile}`)
    return { ...service, configFile }
  }
  const own = path.resolve(cwd, 'config', `server-${brokerId(service.name)}.properties`)
  return (brokerId(service.name) ?? 0) > 0 && existsSync(own) ? { ...service, configFile: own } : service
}

async function status({ home }: SupervisorContext, service: Service): Promise<ServiceStatus> {
  const running = runningRecord(home, service)
  return {
    name: service.name,
    state: running === undefined ? 'stopped' : await stateOf(home.run, service, running),
    address: existsSync(service.configFile) ? addressOf(service) : '',
    pid: running?.pid,
    runsIn: 'services',
    config: service.configFile,
    log: service.logFile,
  }
}

async function stateOf(run: string, service: Service, running: RunningProcess): Promise<ServerStatus['state']> {
  if (running.frozen) return 'paused'
  return (await askControl(run, service.name, { verb: 'state' })) === 'cut off' ? 'cut off' : 'running'
}

function addressOf(service: Service): string {
  const { host, port } = serviceEndpoint(service)
  return `${host}:${port}`
}

function brewTable(statuses: readonly ServiceStatus[]): string[] {
  const row = (name: string, state: string, file: string) => `${name.padEnd(10)} ${state.padEnd(8)} ${file}`.trimEnd()
  return [
    row('Name', 'Status', 'File'),
    ...statuses.map(({ name, state, config }) => row(name, state === 'stopped' ? 'none' : 'started', config)),
  ]
}
