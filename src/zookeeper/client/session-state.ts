/** What a session tells about itself, in ZooKeeper's words. */
export type SessionState = 'SyncConnected' | 'ConnectedReadOnly' | 'Disconnected' | 'Expired' | 'AuthFailed' | 'Closed'

/**
 * What its owner hears of: a change of the state, or how proving who it is has gone. `LoginFailed`: it can't be proven for a
 * reason on this side, and the session goes on without.
 */
export type SessionEvent = SessionState | 'SaslAuthenticated' | 'LoginFailed'

/** Whether a session in this state may still come back. */
export function isAlive(state: SessionState): boolean {
  return isConnected(state) || state === 'Disconnected'
}

/** Whether there is a connection; `ConnectedReadOnly` is one that only lets itself be read, for who asked for it. */
export function isConnected(state: SessionState): boolean {
  return state === 'SyncConnected' || state === 'ConnectedReadOnly'
}
