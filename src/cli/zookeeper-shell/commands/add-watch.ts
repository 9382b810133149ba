import { InvalidPathError, validatePath } from '../../../zookeeper/path.ts'
import { JavaException } from '../../kit/java-exception.ts'
import { ShellError } from '../errors.ts'
import type { ShellCommand } from '../shell-command.ts'

const modes = { PERSISTENT: 'persistent', PERSISTENT_RECURSIVE: 'persistentRecursive' } as const
const usage =
  '[-m mode] path # optional mode is one of [PERSISTENT, PERSISTENT_RECURSIVE] - default is PERSISTENT_RECURSIVE'

export const addWatch: ShellCommand = {
  name: 'addWatch',
  usage,
  words: 2,
  options: { m: { argument: true, description: 'mode' } },
  run: async ({ zookeeper, watch }, line) => {
    const mode = Object.entries(modes).find(
      ([name]) => name === (line.value('m') ?? 'PERSISTENT_RECURSIVE').toUpperCase(),
    )
    if (mode === undefined) throw new ShellError(`addWatch ${usage}`)
    refuseBadPath(line.arg(1))
    await zookeeper.addWatch(line.arg(1), mode[1], watch)
  },
}

/** The one command in which ZooKeeper's shell does not catch a bad path, and ends. */
function refuseBadPath(path: string): void {
  try {
    validatePath(path)
  } catch (error) {
    if (error instanceof InvalidPathError) throw new JavaException('java.lang.IllegalArgumentException', error.message)
    throw error
  }
}
