import { Chalk } from 'chalk'
import Table from 'cli-table3'
import type { ServiceStatus } from '../../lab/services/actions.ts'

/** A table for the eye; colours only on a terminal. */
export function servicesTable(statuses: readonly ServiceStatus[], colour: boolean): string {
  const chalk = new Chalk(colour ? {} : { level: 0 })
  const state = ({ state }: ServiceStatus) => (state === 'running' ? chalk.green(state) : chalk.dim(state))
  const table = new Table({ head: ['service', 'state', 'process', 'configuration'], style: { head: [], border: [] } })
  for (const status of statuses) table.push([status.name, state(status), status.pid ?? '', status.config])
  return table.toString()
}
