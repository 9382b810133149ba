import type { Clock } from '../base/clock.ts'
import type { NodeDescription } from './node.ts'

/** Hears what a client does on the network. Nobody has to listen, and then nothing is measured. */
export interface ClientTrace {
  /** A request was answered, or will not be. */
  readonly asked?: ((event: Asked) => void) | undefined
  /** A broker could not be reached, or what answered was none. */
  readonly unreachable?: ((event: Unreachable) => void) | undefined
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

  sent(parts: readonly { readonly length: number }[]): void {
    this.#sentBytes = parts.reduce((sum, { length }) => sum + length, 0)
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
