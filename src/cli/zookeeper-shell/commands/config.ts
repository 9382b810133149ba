import { hashOrder, javaMapSize } from '../../../base/hash-order.ts'
import { parseProperties } from '../../../base/properties.ts'
import { parseServerEntry } from '../../../zookeeper/config/server-entry.ts'
import { printLine } from '../../kit/output.ts'
import { statText } from '../node-stat.ts'
import type { ShellCommand } from '../shell-command.ts'

export const config: ShellCommand = {
  name: 'config',
  usage: '[-c] [-w] [-s]',
  words: 1,
  options: {
    s: { description: 'stats' },
    w: { description: 'watch' },
    c: { description: 'client connection string' },
  },
  run: async ({ zookeeper, stdout, watch }, line) => {
    const { data, stat } = await zookeeper.config({ watch: line.has('w') ? watch : undefined })
    const text = data === null ? 'null' : data.toString()
    printLine(stdout, line.has('c') ? clientConfig(text) : text)
    if (line.has('s')) stdout.write(statText(stat))
  },
}

/** The version, and where clients connect, in the order of Java's table of the lines. */
function clientConfig(text: string): string {
  const lines = [...parseProperties(text)]
  const [, version = ''] = lines.find(([key]) => key === 'version') ?? []
  const servers = hashOrder(lines, ([key]) => key, javaMapSize).filter(([key]) => key.startsWith('server.'))
  return `${version} ${servers.map(([, server]) => clientAddress(server)).join(',')}`
}

/** The client's part of `host:quorum:election:role;[host:]port`; nothing where there is none. */
function clientAddress(server: string): string {
  const { client } = parseServerEntry(-1, server)
  return client === undefined ? '' : `${client.host}:${client.port}`
}
