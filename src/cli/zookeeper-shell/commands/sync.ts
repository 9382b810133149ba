import { ZooKeeperError } from '../../../wire/jute/errors.ts'
import { printLine } from '../../kit/output.ts'
import { ShellError } from '../errors.ts'
import type { ShellCommand } from '../shell-command.ts'

export const sync: ShellCommand = {
  name: 'sync',
  usage: 'path',
  words: 2,
  run: async ({ zookeeper, stdout }, line) => {
    try {
      await zookeeper.sync(line.arg(1))
    } catch (error) {
      if (error instanceof ZooKeeperError) throw new ShellError(`Sync has failed. rc=${error.code}`)
      throw error
    }
    printLine(stdout, 'Sync is OK')
  },
}
