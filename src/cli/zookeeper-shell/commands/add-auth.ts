import type { ShellCommand } from '../shell-command.ts'

export const addAuth: ShellCommand = {
  name: 'addauth',
  usage: 'scheme auth',
  words: 2,
  run: async ({ zookeeper }, line) => zookeeper.addAuth(line.arg(1), line.args[2] ?? null),
}
