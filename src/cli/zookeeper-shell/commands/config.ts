import { printLine } from '../../kit/output.ts'
import { printStat } from '../print-stat.ts'
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
    if (line.has('s')) printStat(stdout, stat)
  },
}

/** The version, and where clients connect, comma by comma. */
function clientConfig(text: string): string {
  const lines = text.split('\n')
  const version = lines.find((line) => line.startsWith('version='))?.slice('version='.length) ?? ''
  const addresses = lines.flatMap((line) => clientAddress(line) ?? [])
  return `${version} ${addresses.join(',')}`
}

/** The client's part of `server.N=host:quorum:election:role;[host:]port`; 0.0.0.0 stands for the server's own host. */
function clientAddress(line: string): string | undefined {
  const [, server, client] = /^server\.\d+=([^;]*);(.*)$/.exec(line.trim()) ?? []
  if (server === undefined || client === undefined || client === '') return undefined
  const own = server.slice(0, server.indexOf(':'))
  const colon = client.lastIndexOf(':')
  const host = colon < 0 ? '0.0.0.0' : client.slice(0, colon)
  return `${host === '0.0.0.0' ? own : host}:${client.slice(colon + 1)}`
}
