import { readFileSync } from 'node:fs'
import type { Logger } from '../../../base/logger.ts'
import { parseProperties } from '../../../base/properties.ts'
import { ConfigError } from '../../../zookeeper/config/config-error.ts'
import { checkMembership } from '../../../zookeeper/config/ensemble.ts'
import { readMembership } from '../../../zookeeper/config/membership.ts'
import { printLine } from '../../kit/output.ts'
import { ShellError } from '../errors.ts'
import { statText } from '../node-stat.ts'
import type { ShellLine } from '../parse-options.ts'
import type { ShellCommand } from '../shell-command.ts'

const usage =
  '[-s] [-v version] [[-file path] | [-members serverID=host:port1:port2;port3[,...]*]] | [-add serverId=host:port1:port2;port3[,...]]* [-remove serverId[,...]*]'

export const reconfig: ShellCommand = {
  name: 'reconfig',
  usage,
  words: 1,
  options: {
    s: { description: 'stats' },
    v: { argument: true, description: 'required current config version' },
    file: { argument: true, description: 'path of config file to parse for membership' },
    members: { argument: true, description: 'comma-separated list of config strings for non-incremental reconfig' },
    add: { argument: true, description: 'comma-separated list of config strings for new servers' },
    remove: { argument: true, description: 'comma-separated list of server IDs to remove' },
  },
  run: async ({ zookeeper, stdout, logger }, line) => {
    const change = {
      joining: line.value('add')?.toLowerCase() ?? null,
      leaving: line.value('remove') ?? null,
      members: membersOf(line, logger),
      fromVersion: fromVersion(line.value('v')),
    }
    const { data, stat } = await zookeeper.reconfigure(change)
    printLine(stdout, `Committed new configuration:\n${data?.toString() ?? 'null'}`)
    if (line.has('s')) stdout.write(statText(stat))
  },
}

function fromVersion(text: string | undefined): bigint {
  if (text === undefined) return -1n
  if (!/^[0-9a-fA-F]{1,16}$/.test(text)) throw new ShellError('-v must be followed by a long (configuration version)')
  return BigInt.asIntN(64, BigInt(`0x${text}`))
}

/** All members anew, from the line or a file; null when servers only come and go. */
function membersOf(line: ShellLine, logger: Logger): string | null {
  const whole = line.has('file') || line.has('members')
  const steps = line.has('add') || line.has('remove')
  if (!whole && !steps) throw new ShellError(`reconfig ${usage}`)
  if (whole && steps) {
    throw new ShellError(
      "Can't use -file or -members together with -add or -remove (mixing incremental and non-incremental modes is not allowed)",
    )
  }
  if (line.has('file') && line.has('members')) {
    throw new ShellError("Can't use -file and -members together (conflicting non-incremental modes)")
  }
  const file = line.value('file')
  return file === undefined ? (line.value('members')?.toLowerCase() ?? null) : membersOfFile(file, logger)
}

/** What ZooKeeper's own client checks before it asks; the leader checks it all again. */
function membersOfFile(file: string, logger: Logger): string {
  try {
    const properties = parseProperties(readText(file))
    for (const key of properties.keys()) {
      if (!/^(?:server|group|weight)\.|^version$/.test(key)) throw new ConfigError(`Unrecognised parameter: ${key}`)
    }
    const members = readMembership(properties)
    checkMembership(members, { standaloneEnabled: true, multiAddressEnabled: true })
    warnOfWeakness(members.quorum.voters.length, logger)
    return members.text
  } catch (error) {
    throw new ShellError(`Error processing ${file}${error instanceof Error ? error.message : String(error)}`)
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    throw new Error(`${file} (No such file or directory)`)
  }
}

function warnOfWeakness(voters: number, logger: Logger): void {
  const config = logger.named('org.apache.zookeeper.server.quorum.QuorumPeerConfig')
  if (voters === 1) config.error('Invalid configuration, only one server specified (ignoring)')
  else if (voters === 2) config.warn('No server failure will be tolerated. You need at least 3 servers.')
  else if (voters % 2 === 0) config.warn('Non-optimial configuration, consider an odd number of servers.')
}
