import type { Clock } from '../base/clock.ts'
import type { NodeDescription } from './node.ts'

/** Hears what a client does on the network. Nobody has to listen, and then nothing is measured. */
export interface ClientTrace {
  /** A request was answered, or will not be. */
  readonly asked?: ((event: Asked) => void) | undefined
  /** A broker could not be reached, or what answered was none. */
  readonly unreachable?: ((event: Unreachable) => void) | undefined
  /** A request is on its way; of those without an answer nothing more is heard. */
  readonly sent?: ((event: Posted) => void) | undefined
  /** A connection came about, and that it is over, whoever ended it. */
  readonly connected?: (() => void) | undefined
  readonly closed?: (() => void) | undefined
  /** A broker of a secured listener believes us; where it does not, it is `unreachable`. */
  readonly authenticated?: (() => void) | undefined
  /** The same once more on an open connection (KIP-368), or why not. */
  readonly reauthenticated?: ((event: { readonly milliseconds: number; readonly error?: unknown }) => void) | undefined
}

export interface Posted {
  readonly node: NodeDescription
  readonly bytes: number
  readonly isAnswered: boolean
}

export interface Asked {
  /** `Metadata`, `CreateTopics`: the request's name without its ending. */
  readonly api: string
  readonly version: number
  /** Who was asked; a bootstrap server has a negative id. */
  readonly node: NodeDescription
  readonly milliseconds: number
  /** With the length prefix, as all sizes here; 0 when the request never left. */
  readonly sentBytes: number
  /** 0 without an answer. */
  readonly receivedBytes: number
  /** The decoded answer; undefined when there is none. */
  readonly answer?: object
  /** Why there is no answer. */
  readonly error?: unknown
}

export interface Unreachable {
  readonly node: NodeDescription
  /** Which of the host's addresses was tried; undefined when none is known. */
  readonly address: string | undefined
  /**
   * `dial`: no connection came about. `handshake`: there was one, but what it brought was no broker's first answer. `lost`:
   * it was a broker, and the connection ended.
   */
  readonly stage: 'dial' | 'handshake' | 'lost'
  /** Missing of a connection that was lost. */
  readonly error?: unknown
  /** What the peer sent first, as far as it sent anything. */
  readonly firstBytes?: Buffer | undefined
}

type Tell = (end: Omit<Asked, 'api' | 'version' | 'node'>) => void

/** A request on its way: it is told of when its end is known. */
export class Exchange {
  readonly #clock: Clock
  readonly #begun: number
  readonly #tell: Tell
  #sentBytes = 0

  constructor(clock: Clock, tell: Tell) {
    this.#clock = clock
    this.#tell = tell
    this.#begun = clock.elapsed()
  }

  sent(bytes: number): void {
    this.#sentBytes = bytes
  }

  /** `frame` comes without its length prefix. */
  answered(answer: object, frame: Buffer): void {
    this.#end({ receivedBytes: 4 + frame.length, answer })
  }

  failed(error: unknown): void {
    this.#end({ receivedBytes: 0, error })
  }

  #end(end: Pick<Asked, 'receivedBytes' | 'answer' | 'error'>): void {
    this.#tell({ milliseconds: this.#clock.elapsed() - this.#begun, sentBytes: this.#sentBytes, ...end })
  }
}

/** Tells both. */
export function bothTraces(one: ClientTrace, other: ClientTrace): ClientTrace {
  return {
    asked: both(one.asked, other.asked),
    unreachable: both(one.unreachable, other.unreachable),
    sent: both(one.sent, other.sent),
    connected: both(one.connected, other.connected),
    closed: both(one.closed, other.closed),
    authenticated: both(one.authenticated, other.authenticated),
    reauthenticated: both(one.reauthenticated, other.reauthenticated),
  }
}

type Listener<Q extends unknown[]> = ((...event: Q) => void) | undefined

function both<Q extends unknown[]>(one: Listener<Q>, other: Listener<Q>): Listener<Q> {
  if (one === undefined || other === undefined) return one ?? other
  return (...event) => {
    one(...event)
    other(...event)
  }
}
