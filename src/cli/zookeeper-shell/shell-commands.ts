import { addAuth } from './commands/add-auth.ts'
import { addWatch } from './commands/add-watch.ts'
import { config } from './commands/config.ts'
import { create } from './commands/create.ts'
import { deleteQuota } from './commands/del-quota.ts'
import { deleteNode } from './commands/delete.ts'
import { deleteAll } from './commands/delete-all.ts'
import { get } from './commands/get.ts'
import { getAcl } from './commands/get-acl.ts'
import { getAllChildrenNumber } from './commands/get-all-children-number.ts'
import { getEphemerals } from './commands/get-ephemerals.ts'
import { listQuota } from './commands/list-quota.ts'
import { ls } from './commands/ls.ts'
import { reconfig } from './commands/reconfig.ts'
import { removeWatches } from './commands/remove-watches.ts'
import { set } from './commands/set.ts'
import { setAcl } from './commands/set-acl.ts'
import { setQuota } from './commands/set-quota.ts'
import { stat } from './commands/stat.ts'
import { sync } from './commands/sync.ts'
import { version } from './commands/version.ts'
import { whoAmI } from './commands/who-am-i.ts'
import type { ShellCommand } from './shell-command.ts'

const commands: readonly ShellCommand[] = [
  addAuth,
  addWatch,
  config,
  create,
  deleteAll,
  deleteNode,
  deleteQuota,
  get,
  getAcl,
  getAllChildrenNumber,
  getEphemerals,
  listQuota,
  ls,
  reconfig,
  removeWatches,
  set,
  setAcl,
  setQuota,
  stat,
  sync,
  version,
  whoAmI,
]

/** The commands that talk to ZooKeeper, by name. */
export const shellCommands = new Map(commands.map((command) => [command.name, command]))

/** Those that the shell itself answers, with what follows their name. */
export const builtins: ReadonlyMap<string, string> = new Map([
  ['close', ''],
  ['connect', 'host:port'],
  ['history', ''],
  ['printwatches', 'on|off'],
  ['quit', ''],
  ['redo', 'cmdno'],
])

/** All that a line of the shell can begin with. */
export const shellWords: readonly string[] = [...builtins.keys(), ...shellCommands.keys()].sort()

/** The list of all commands, below how to call the shell. */
export function shellUsage(head: string): string {
  const rows = [...builtins, ...[...shellCommands.values()].map(({ name, usage }) => [name, usage] as const)]
  const lines = rows.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, usage]) => `\t${name} ${usage}\n`)
  return `${head}\n${lines.join('')}`
}
