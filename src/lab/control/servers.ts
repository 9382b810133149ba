import { LabError } from '../lab-error.ts'
import type { ServiceActions, StartOptions } from '../services/actions.ts'
import { askControl, controlNames } from './control-socket.ts'
import { isServerStatus, type ServerStatus, type ServerVerb } from './server-status.ts'

/** Every server that runs under kafkabox for this user, whoever started it: `kafkabox up`, or the services. */
export interface Servers {
  /** All of every `up`, and the services that were set up. */
  list(): Promise<ServerStatus[]>
  /** Does it to the server of that name and tells how it is then. Throws a LabError. */
  act(verb: ServerVerb, name: string, which: Which): Promise<ServerStatus>
}

export interface Which extends StartOptions {
  /** The process of the `kafkabox up` that is meant, where there are several of that name. */
  readonly pid: number | undefined
}

export function allServers(run: string, services: ServiceActions): Servers {
  const ups = async () => (await Promise.all(upNames(run).map((name) => statuses(run, name)))).flat()
  return {
    list: async () => [...(await ups()), ...(await services.list()).filter(({ address }) => address !== '')],
    async act(verb, name, which) {
      const inUps = (await ups()).filter(
        (server) => server.name === upServerName(name) && (which.pid ?? server.pid) === server.pid,
      )
      const running = services.running().some((service) => service.name === name || `${service.name}-0` === name)
      const [up, ...others] = inUps
      if (up === undefined && which.pid !== undefined) throw new LabError(`process ${which.pid} has no ${name}`)
      if (up === undefined || (running && which.pid === undefined && verb === 'start')) {
        return actOnService(services, verb, name, which)
      }
      if (others.length > 0 || (running && which.pid === undefined)) throw ambiguous(name, inUps, running)
      return only(await statusesOf(run, `up-${up.pid}`, { verb, server: up.name }), name)
    },
  }
}

/** The services know broker 0 as `kafka`, a cluster of `up` as `kafka-0`. */
function upServerName(name: string): string {
  return name === 'kafka' ? 'kafka-0' : name
}

function upNames(run: string): string[] {
  return controlNames(run).filter((name) => /^up-\d+$/.test(name))
}

function statuses(run: string, name: string): Promise<ServerStatus[]> {
  return statusesOf(run, name, { verb: 'list' })
}

async function statusesOf(run: string, name: string, request: { verb: string; server?: string }) {
  const answer = await askControl(run, name, request)
  return Array.isArray(answer) ? answer.filter(isServerStatus) : []
}

function only([status]: readonly ServerStatus[], name: string): ServerStatus {
  if (status !== undefined) return status
  throw new LabError(`${name} does not answer any more`)
}

function ambiguous(name: string, ups: readonly ServerStatus[], service: boolean): LabError {
  const where = ups.map(({ pid, address }) => `--pid ${pid} (${address})`)
  const too = service ? `, and a service has that name: stop one of them` : ''
  return new LabError(`several are called ${name}: choose by ${where.join(' or ')}${too}`)
}

async function actOnService(
  services: ServiceActions,
  verb: ServerVerb,
  name: string,
  options: StartOptions,
): Promise<ServerStatus> {
  if (verb === 'start') await services.start(name, options)
  else if (verb === 'stop') {
    if (!(await services.stop(name))) throw new LabError(`${name} does not run`)
  } else await services[verb](name)
  return services.status(name)
}
