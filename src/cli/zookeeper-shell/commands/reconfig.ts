import { readFileSync } from 'node:fs'
import { printLine } from '../../kit/output.ts'
import { ShellError } from '../errors.ts'
import type { ShellLine } from '../parse-options.ts'
import { printStat } from '../print-stat.ts'
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
  run: async ({ zookeeper, stdout }, line) => {
    const change = {
      joining: line.value('add')?.toLowerCase() ?? null,
      leaving: line.value('remove') ?? null,
      members: membersOf(line),
      fromVersion: fromVersion(line.value('v')),
    }
    const { data, stat } = await zookeeper.reconfigure(change)
    printLine(stdout, `Committed new configuration:\n${data?.toString() ?? 'null'}`)
    if (line.has('s')) printStat(stdout, stat)
  },
}

function fromVersion(text: string | undefined): bigint {
  if (text === undefined) return -1n
  if (!/^[0-9a-fA-F]{1,16}$/.test(text)) throw new ShellError('-v must be followed by a long (configuration version)')
  return BigInt.asIntN(64, BigInt(`0x${text}`))
}

/** All members anew, from the line or a file; null when servers only come and go. */
function membersOf(line: ShellLine): string | null {
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
  return file === undefined ? (line.value('members')?.toLowerCase() ?? null) : membersOfFile(file)
}

function membersOfFile(file: string): string {
  try {
    return readFileSync(file, 'utf8')
      .split(/\r?\n/)
      .map((line) => line.trim())
      .filter((line) => line.startsWith('server.'))
      .join(',')
  } catch {
    throw new ShellError(`Error processing ${file}${file} (No such file or directory)`)
  }
}
