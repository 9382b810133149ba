/** What a session tells about itself, in ZooKeeper's words. */
export type SessionState = 'SyncConnected' | 'Disconnected' | 'Expired' | 'AuthFailed' | 'Closed'

/** Whether a session in this state may still come back. */
export function isAlive(state: SessionState): boolean {
  return state === 'SyncConnected' || state === 'Disconnected'
}
