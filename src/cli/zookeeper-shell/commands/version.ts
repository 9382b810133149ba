import { printLine } from '../../kit/output.ts'
import { ShellError } from '../errors.ts'
import type { ShellCommand } from '../shell-command.ts'

/** The ZooKeeper that comes with Kafka 3.7.0, whose shell this one is like. */
const release = '3.8.3-6ad6d364c7c0bcf0de452d54ebefa3058098ab56, built on 2023-10-05 10:34 UTC'

export const version: ShellCommand = {
  name: 'version',
  usage: '',
  words: 1,
  run: async ({ stdout }, line) => {
    if (line.args.length > 1) throw new ShellError('version ')
    printLine(stdout, `ZooKeeper CLI version: ${release}`)
  },
}
