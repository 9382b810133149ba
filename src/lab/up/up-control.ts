import { openControl } from '../control/control-socket.ts'
import { isServerVerb, type ServerStatus } from '../control/server-status.ts'
import { LabError } from '../lab-error.ts'
import type { LocalCluster } from './local-cluster.ts'

/** Lets other terminals see and handle this process's cluster. */
export function openUpControl(run: string, pid: number, cluster: LocalCluster): Promise<{ close(): void }> {
  const list = () => cluster.servers.map(({ name }) => status(cluster, name, pid))
  return openControl(run, upName(pid), async ({ verb, server = '' }) => {
    if (verb === 'list') return list()
    if (!isServerVerb(verb)) throw new LabError(`${verb} is not known there`)
    await cluster.server(server)[verb]()
    return [status(cluster, server, pid)]
  })
}

/** What its socket is called; those of services are called as these. */
export function upName(pid: number): string {
  return `up-${pid}`
}

function status(cluster: LocalCluster, name: string, pid: number): ServerStatus {
  const server = cluster.server(name)
  return { name, state: server.state, address: `${cluster.zookeeper.host}:${server.port}`, pid, runsIn: 'up' }
}
