/** What a request header's `type` may say (ZooKeeper's `ZooDefs.OpCode`). */
export const opCode = {
  notification: 0,
  create: 1,
  delete: 2,
  exists: 3,
  getData: 4,
  setData: 5,
  getACL: 6,
  setACL: 7,
  getChildren: 8,
  sync: 9,
  ping: 11,
  getChildren2: 12,
  check: 13,
  multi: 14,
  create2: 15,
  reconfig: 16,
  checkWatches: 17,
  removeWatches: 18,
  createContainer: 19,
  deleteContainer: 20,
  createTTL: 21,
  multiRead: 22,
  auth: 100,
  setWatches: 101,
  sasl: 102,
  getEphemerals: 103,
  getAllChildrenNumber: 104,
  setWatches2: 105,
  addWatch: 106,
  whoAmI: 107,
  createSession: -10,
  closeSession: -11,
  error: -1,
} as const

/** Request ids that do not count requests: the answer to a ping, to auth, to setWatches, and watch events. */
export const specialXid = { event: -1, ping: -2, auth: -4, setWatches: -8 } as const

/** The `flags` of a create request: what kind of node it makes. */
export const createFlags = {
  persistent: 0,
  ephemeral: 1,
  persistentSequential: 2,
  ephemeralSequential: 3,
  container: 4,
  ttl: 5,
  ttlSequential: 6,
} as const

export const permission = { read: 1, write: 2, create: 4, delete: 8, admin: 16, all: 31 } as const

export const watchEventType = {
  none: -1,
  nodeCreated: 1,
  nodeDeleted: 2,
  nodeDataChanged: 3,
  nodeChildrenChanged: 4,
  dataWatchRemoved: 5,
  childWatchRemoved: 6,
  persistentWatchRemoved: 7,
} as const

export const keeperState = {
  disconnected: 0,
  syncConnected: 3,
  authFailed: 4,
  connectedReadOnly: 5,
  saslAuthenticated: 6,
  expired: -112,
  closed: 7,
} as const

/** `mode` of addWatch. */
export const addWatchMode = { persistent: 0, persistentRecursive: 1 } as const

/** `type` of removeWatches and checkWatches. */
export const watcherType = { children: 1, data: 2, any: 3 } as const
