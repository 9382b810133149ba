import type { ServerStatus, ServerVerb } from '../control/server-status.ts'
import type { Servers } from '../control/servers.ts'
import { LabError } from '../lab-error.ts'
import type { Container } from './containers.ts'

/** What docker does to containers by name. */
export const containerVerbs = ['start', 'stop', 'restart', 'kill', 'pause', 'unpause'] as const
export type ContainerVerb = (typeof containerVerbs)[number]

export function isContainerVerb(word: string): word is ContainerVerb {
  return containerVerbs.some((verb) => verb === word)
}

/** Does it; throws a LabError in the daemon's words when the container's state does not allow it. */
export async function actOnContainer(servers: Servers, verb: ContainerVerb, container: Container): Promise<void> {
  const { state } = container.server
  const act = (what: ServerVerb) => actOn(servers, what, container.server)
  switch (verb) {
    case 'start':
      if (state === 'stopped') await act('start')
      else if (state === 'paused') throw refusal('cannot start a paused container, try unpause instead')
      return
    case 'stop':
      await stop(act, state)
      return
    case 'restart':
      await stop(act, state)
      await act('start')
      return
    case 'kill':
      if (state === 'stopped') throw refusal(`cannot kill container: ${container.name}: ${isNotRunning(container)}`)
      await act('kill')
      return
    case 'pause':
      if (state === 'stopped') throw refusal(isNotRunning(container))
      if (state === 'paused') throw refusal(`container ${container.id} is already paused`)
      await act('pause')
      return
    case 'unpause':
      if (state !== 'paused') throw refusal(`Container ${container.id} is not paused`)
      await act('resume')
  }
}

/** Whoever is paused hears the signal when it is resumed; what has ended already stays so. */
async function stop(act: (verb: ServerVerb) => Promise<void>, state: ServerStatus['state']): Promise<void> {
  if (state === 'stopped') return
  if (state === 'paused') await act('resume')
  await act('stop')
}

export async function actOn(servers: Servers, verb: ServerVerb, server: ServerStatus): Promise<void> {
  await servers.act(verb, server.name, { pid: server.pid, cwd: '.', config: undefined })
}

export function isNotRunning({ id }: Container): string {
  return `container ${id} is not running`
}

export function refusal(words: string): LabError {
  return new LabError(`Error response from daemon: ${words}`)
}
