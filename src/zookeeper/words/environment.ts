import { zooKeeperVersion } from '../../wire/jute/version.ts'
import type { ServerView, Word } from './word.ts'

export const conf: Word = (server) => {
  const { config } = server
  const sizes = server.directorySizes()
  const own = lines([
    `clientPort=${server.clientPort}`,
    `secureClientPort=${server.secureClientPort}`,
    `dataDir=${config.dataDir}/version-2`,
    `dataDirSize=${sizes.data}`,
    `dataLogDir=${config.dataLogDir}/version-2`,
    `dataLogSize=${sizes.log}`,
    `tickTime=${config.tickTime}`,
    `maxClientCnxns=${config.maxClientCnxns}`,
    `minSessionTimeout=${config.minSessionTimeout}`,
    `maxSessionTimeout=${config.maxSessionTimeout}`,
    `clientPortListenBacklog=${config.clientPortListenBacklog}`,
    `serverId=${server.myId}`,
  ])
  return `${own}${membership(server)}`
}

/** What a server of an ensemble knows of the others; the last line has no end. */
function membership({ config, members, myId }: ServerView): string {
  const { ensemble } = config
  if (ensemble === undefined || members === undefined) return ''
  const own = members.servers.get(myId)
  const known = lines([
    `initLimit=${ensemble.initLimit}`,
    `syncLimit=${ensemble.syncLimit}`,
    'electionAlg=3',
    `electionPort=${own?.addresses.map(({ electionPort }) => electionPort).join('|')}`,
    `quorumPort=${own?.addresses.map(({ quorumPort }) => quorumPort).join('|')}`,
    `peerType=${own?.isObserver === true ? 1 : 0}`,
    'membership: ',
  ])
  return `${known}${members.text}`
}

export const dirs: Word = (server) => {
  const { data, log } = server.directorySizes()
  return lines([`datadir_size: ${data}`, `logdir_size: ${log}`])
}

/** Of Java's properties only those that mean something here. */
export const envi: Word = (server) =>
  `Environment:\n${lines(environment(server).map(([key, value]) => `${key}=${value}`))}`

export function environment({ clock, started }: ServerView): (readonly [name: string, value: string])[] {
  const { version, platform, arch } = process
  const { heapUsed, rss } = process.memoryUsage()
  const megabytes = (bytes: number) => `${Math.round(bytes / 2 ** 20)}MB`
  return [
    ['zookeeper.version', zooKeeperVersion],
    ['node.version', version],
    ['os.name', platform],
    ['os.arch', arch],
    ['user.dir', process.cwd()],
    ['process.heap', megabytes(heapUsed)],
    ['process.memory', megabytes(rss)],
    ['process.uptime', `${Math.round(clock.elapsed() - started)}ms`],
  ]
}

function lines(all: readonly string[]): string {
  return all.map((line) => `${line}\n`).join('')
}
