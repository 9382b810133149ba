import { LabError } from '../lab-error.ts'
import { runningRecord } from './process-record.ts'
import { knownServices, type Service } from './service.ts'
import { type StartResult, type SupervisorContext, startService, stopService } from './supervisor.ts'

export interface ServiceStatus {
  readonly name: string
  readonly state: 'running' | 'stopped'
  readonly pid: number | undefined
  readonly config: string
  readonly log: string
}

/** What can be done with the background services, by name. */
export interface ServiceActions {
  /** The named service, or all in starting order. */
  named(name: string | undefined): Service[]
  start(name: string): Promise<StartResult>
  /** False when it was not running. */
  stop(name: string): Promise<boolean>
  list(): ServiceStatus[]
  listLikeBrew(): Promise<string[]>
}

export function serviceActions(context: SupervisorContext): ServiceActions {
  const services = knownServices(context.home)
  const one = (name: string): Service => {
    const found = services.find((service) => service.name === name)
    if (found) return found
    throw new LabError(`there is no service ${name}; there are ${services.map((service) => service.name).join(', ')}`)
  }
  const list = () => services.map((service) => status(context, service))
  return {
    named: (name) => (name === undefined ? services : [one(name)]),
    start: (name) => startService(context, one(name)),
    stop: (name) => stopService(context, one(name)),
    list,
    listLikeBrew: async () => brewTable(list()),
  }
}

function status({ home }: SupervisorContext, service: Service): ServiceStatus {
  const running = runningRecord(home, service)
  return {
    name: service.name,
    state: running ? 'running' : 'stopped',
    pid: running?.pid,
    config: service.configFile,
    log: service.logFile,
  }
}

function brewTable(statuses: readonly ServiceStatus[]): string[] {
  const row = (name: string, state: string, file: string) => `${name.padEnd(10)} ${state.padEnd(8)} ${file}`.trimEnd()
  return [
    row('Name', 'Status', 'File'),
    ...statuses.map(({ name, state, config }) => row(name, state === 'running' ? 'started' : 'none', config)),
  ]
}
