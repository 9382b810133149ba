import { Chalk, type ChalkInstance } from 'chalk'
import Table from 'cli-table3'
import type { ServerStatus } from '../../lab/control/server-status.ts'

/** A table for the eye; colours only on a terminal. */
export function serversTable(servers: readonly (ServerStatus & { config?: string })[], colour: boolean): string {
  const chalk = new Chalk(colour ? {} : { level: 0 })
  const head = ['server', 'state', 'role', 'address', 'process', 'configuration']
  const table = new Table({ head, style: { head: [], border: [] } })
  for (const server of servers) {
    const { name, role = '', address, pid = '', config = 'kafkabox up' } = server
    table.push([name, coloured(chalk, server.state), role, address, pid, config])
  }
  return table.toString()
}

function coloured(chalk: ChalkInstance, state: ServerStatus['state']): string {
  if (state === 'running') return chalk.green(state)
  return state === 'stopped' ? chalk.dim(state) : chalk.yellow(state)
}
