import { createHash } from 'node:crypto'
import type { ServerStatus } from '../control/server-status.ts'

/** A server of a `kafkabox up` as the tutorials' container. */
export interface Container {
  readonly name: string
  /** The twelve digits that docker would show. */
  readonly id: string
  /** The port inside: 2181 or 9092, whichever it has outside. */
  readonly port: number
  readonly isZooKeeper: boolean
  readonly server: ServerStatus
}

/**
 * The containers that the servers of every `up` stand for: `pipeline-zookeeper-a`, `pipeline-zookeeper-b`, … and
 * `pipeline-kafka-a` for broker 0, `pipeline-kafka-b` for broker 1, ….
 */
export function containersOf(servers: readonly ServerStatus[]): Container[] {
  return servers.flatMap((server) => {
    const name = server.runsIn === 'up' ? containerName(server.name) : undefined
    if (name === undefined) return []
    const id = createHash('sha256').update(`${server.pid} ${name}`).digest('hex').slice(0, 12)
    const isZooKeeper = name.startsWith('pipeline-zookeeper-')
    return [{ name, id, port: isZooKeeper ? 2181 : 9092, isZooKeeper, server }]
  })
}

const letters = 'abcdefghijklmnopqrstuvwxyz'

function containerName(server: string): string | undefined {
  if (server.startsWith('pipeline-zookeeper-')) return server
  if (server === 'zookeeper') return 'pipeline-zookeeper-a'
  const letter = letters[Number(/^kafka-(\d+)$/.exec(server)?.[1] ?? Number.NaN)]
  return letter === undefined ? undefined : `pipeline-kafka-${letter}`
}

/** Whether kafkabox could have a container of that name; another program's may be called so, too. */
export function isContainerName(name: string): boolean {
  return /^pipeline-(zookeeper|kafka)-[a-z]$/.test(name)
}

/** By its name or the beginning of its id, as docker finds one. */
export function findContainer(containers: readonly Container[], word: string): Container | undefined {
  return (
    containers.find(({ name }) => name === word) ??
    containers.find(({ id }) => word.length >= 4 && (id.startsWith(word) || word.startsWith(id)))
  )
}

/**
 * Replaces the addresses that are good inside of a container by those at which the servers are to be had here: its own
 * as `localhost`, the others by their names.
 */
export function outsideAddresses(text: string, inside: Container, containers: readonly Container[]): string {
  const known = new Map(containers.map(({ name, port, server }) => [`${name}:${port}`, server.address]))
  for (const name of ['localhost', '127.0.0.1']) known.set(`${name}:${inside.port}`, inside.server.address)
  return text.replace(/(?<![\w.-])[\w.-]+:\d+/g, (address) => known.get(address) ?? address)
}
