import { type ErrorName, ZooKeeperError } from '../../wire/jute/errors.ts'
import { InvalidPathError } from '../../zookeeper/path.ts'

/** What a shell command complains about: the message goes to stderr, the shell goes on. */
export class ShellError extends Error {
  override readonly name = 'ShellError'
  /** What the process ends with, if nothing better happens after it. */
  readonly exitCode: number

  constructor(message: string, exitCode = 1) {
    super(message)
    this.exitCode = exitCode
  }
}

const withPath: Partial<Record<ErrorName, string>> = {
  noNode: 'Node does not exist: ',
  noChildrenForEphemerals: 'Ephemerals cannot have children: ',
  nodeExists: 'Node already exists: ',
  notEmpty: 'Node not empty: ',
  notReadOnly: 'Not a read-only call: ',
  invalidACL: 'Acl is not valid : ',
  noAuth: 'Insufficient permission : ',
  badArguments: 'Arguments are not valid : ',
  badVersion: 'version No is not valid : ',
  quotaExceeded: 'Quota has exceeded : ',
}

const alone: Partial<Record<ErrorName, string>> = {
  reconfigInProgress: 'Another reconfiguration is in progress -- concurrent reconfigs not supported (yet)',
  // "commmitted" is how ZooKeeper spells it.
  newConfigNoQuorum:
    'No quorum of new config is connected and up-to-date with the leader of last commmitted config - try invoking reconfiguration after new servers are connected and synced',
}

/** The shell's way to say what ZooKeeper refused; undefined for a fault that is none of ZooKeeper's. */
export function asShellError(error: unknown): ShellError | undefined {
  if (error instanceof ShellError) return error
  if (error instanceof InvalidPathError) return new ShellError(error.message)
  if (!(error instanceof ZooKeeperError)) return undefined
  const name = error.errorName
  const text = name === undefined ? undefined : withPath[name]
  if (text !== undefined) return new ShellError(`${text}${error.path ?? 'null'}`)
  return new ShellError((name === undefined ? undefined : alone[name]) ?? error.message)
}
