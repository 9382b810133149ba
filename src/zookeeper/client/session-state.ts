/** What a session tells about itself, in ZooKeeper's words. */
export type SessionState = 'SyncConnected' | 'ConnectedReadOnly' | 'Disconnected' | 'Expired' | 'AuthFailed' | 'Closed'

/** Whether a session in this state may still come back. */
export function isAlive(state: SessionState): boolean {
  return isConnected(state) || state === 'Disconnected'
}

/** Whether there is a connection; `ConnectedReadOnly` is one that only lets itself be read, for who asked for it. */
export function isConnected(state: SessionState): boolean {
  return state === 'SyncConnected' || state === 'ConnectedReadOnly'
}
