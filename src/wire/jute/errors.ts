/** ZooKeeper's error codes with the names that `KeeperException` prints: `KeeperErrorCode = NoNode for /x`. */
const texts = {
  ok: [0, 'ok'],
  systemError: [-1, 'SystemError'],
  runtimeInconsistency: [-2, 'RuntimeInconsistency'],
  dataInconsistency: [-3, 'DataInconsistency'],
  connectionLoss: [-4, 'ConnectionLoss'],
  marshallingError: [-5, 'MarshallingError'],
  unimplemented: [-6, 'Unimplemented'],
  operationTimeout: [-7, 'OperationTimeout'],
  badArguments: [-8, 'BadArguments'],
  unknownSession: [-12, 'UnknownSession'],
  newConfigNoQuorum: [-13, 'NewConfigNoQuorum'],
  reconfigInProgress: [-14, 'ReconfigInProgress'],
  apiError: [-100, 'APIError'],
  noNode: [-101, 'NoNode'],
  noAuth: [-102, 'NoAuth'],
  badVersion: [-103, 'BadVersion'],
  noChildrenForEphemerals: [-108, 'NoChildrenForEphemerals'],
  nodeExists: [-110, 'NodeExists'],
  notEmpty: [-111, 'Directory not empty'],
  sessionExpired: [-112, 'Session expired'],
  invalidCallback: [-113, 'Invalid callback'],
  invalidACL: [-114, 'InvalidACL'],
  authFailed: [-115, 'AuthFailed'],
  sessionMoved: [-118, 'Session moved'],
  notReadOnly: [-119, 'Not a read-only call'],
  ephemeralOnLocalSession: [-120, 'Ephemeral node on local session'],
  noWatcher: [-121, 'No such watcher'],
  requestTimeout: [-122, 'RequestTimeout'],
  reconfigDisabled: [-123, 'Reconfig is disabled'],
  sessionClosedRequireAuth: [-124, 'Session closed because client failed to authenticate'],
  quotaExceeded: [-125, 'Quota has exceeded'],
  throttledOp: [-127, 'Op throttled due to high load'],
} as const

export type ErrorName = keyof typeof texts

const names = Object.keys(texts) as ErrorName[]
const nameOfCode = new Map<number, ErrorName>(names.map((name) => [texts[name][0], name]))

export function errorCode(name: ErrorName): number {
  return texts[name][0]
}

/** A refusal by ZooKeeper, or by its client's own checks; the message is `KeeperException`'s. */
export class ZooKeeperError extends Error {
  readonly code: number
  /** The error's name in this program: `noNode`; undefined for a code that nobody knows. */
  readonly errorName: ErrorName | undefined
  readonly path: string | undefined

  constructor(error: ErrorName | number, path?: string) {
    const code = typeof error === 'number' ? error : errorCode(error)
    const errorName = nameOfCode.get(code)
    const text = errorName === undefined ? `Unknown error ${code}` : texts[errorName][1]
    super(!path ? `KeeperErrorCode = ${text}` : `KeeperErrorCode = ${text} for ${path}`)
    this.name = 'ZooKeeperError'
    this.code = code
    this.errorName = errorName
    this.path = path
  }
}

export function isZooKeeperError(error: unknown, name: ErrorName): error is ZooKeeperError {
  return error instanceof ZooKeeperError && error.errorName === name
}
