/** A server that runs under kafkabox, or could, as other terminals see it. */
export interface ServerStatus {
  readonly name: string
  readonly state: 'running' | 'paused' | 'cut off' | 'stopped'
  /** Of a ZooKeeper server: `leader`, `follower`, `standalone`, or `looking` for a leader. */
  readonly role?: string
  /** `host:port` of its clients. */
  readonly address: string
  readonly pid: number | undefined
  /** A background service of its own, or a part of a `kafkabox up`. */
  readonly runsIn: 'services' | 'up'
  /** When it last started or ended, milliseconds since 1970; known of those of an `up`. */
  readonly since?: number
  /** Of the last end, as a shell shows it. */
  readonly exitCode?: number
}

export function isServerStatus(value: unknown): value is ServerStatus {
  return (
    typeof value === 'object' &&
    value !== null &&
    'name' in value &&
    typeof value.name === 'string' &&
    'state' in value &&
    typeof value.state === 'string' &&
    'address' in value &&
    typeof value.address === 'string'
  )
}

/** What can be done to a server from any terminal. */
export const serverVerbs = ['start', 'stop', 'kill', 'pause', 'resume', 'cut', 'heal'] as const
export type ServerVerb = (typeof serverVerbs)[number]

export function isServerVerb(word: string): word is ServerVerb {
  return serverVerbs.some((verb) => verb === word)
}
