import { openControl } from '../control/control-socket.ts'
import { isServerVerb, type ServerStatus } from '../control/server-status.ts'
import { LabError } from '../lab-error.ts'
import type { LocalCluster } from './local-cluster.ts'
import type { LocalServer } from './local-server.ts'
import type { ServerLogs } from './server-logs.ts'

/** Lets other terminals see and handle this process's cluster. */
export function openUpControl(
  run: string,
  pid: number,
  cluster: LocalCluster,
  logs: ServerLogs,
): Promise<{ close(): void }> {
  const list = () => Promise.all(cluster.servers.map((server) => status(cluster, server, pid)))
  return openControl(run, upName(pid), async ({ verb, server = '', from = 0 }) => {
    if (verb === 'list') return list()
    if (verb === 'logs') return logs.read(server, from)
    if (!isServerVerb(verb)) throw new LabError(`${verb} is not known there`)
    await cluster.server(server)[verb]()
    return [await status(cluster, cluster.server(server), pid)]
  })
}

/** What its socket is called; those of services are called as these. */
export function upName(pid: number): string {
  return `up-${pid}`
}

async function status({ host }: LocalCluster, server: LocalServer, pid: number): Promise<ServerStatus> {
  const { name, state, port, since, exitCode } = server
  const role = await server.role()
  const address = `${host}:${port}`
  const known = { ...(role === undefined ? {} : { role }), ...(exitCode === undefined ? {} : { exitCode }) }
  return { name, state, ...known, address, pid, runsIn: 'up', since }
}
