import type { Stat } from '../../../src/wire/jute/data.ts'

/** One change that a client asked for; several in a multi. */
export type Change =
  | {
      readonly kind: 'create'
      readonly path: string
      readonly data: string
      readonly isEphemeral: boolean
      readonly isSequential: boolean
    }
  /** Version -1: any. */
  | { readonly kind: 'set'; readonly path: string; readonly data: string; readonly version: number }
  | { readonly kind: 'delete' | 'check'; readonly path: string; readonly version: number }

/** What was asked for. */
export type Asked =
  | { readonly kind: 'change'; readonly changes: readonly Change[]; readonly isMulti: boolean }
  | { readonly kind: 'exists' | 'get' | 'children'; readonly path: string; readonly watch: boolean }
  | { readonly kind: 'sync' | 'close' | 'other' }

/** What one change gave: where it is, and how it is then. */
export interface Result {
  readonly path: string
  readonly stat: Stat | undefined
}

/** What an answer without an error holds. */
export interface Told {
  /** One for each change. */
  readonly results?: readonly Result[]
  readonly stat?: Stat
  readonly data?: string
  readonly children?: readonly string[]
}

/** A request and, if it came, its answer. */
export interface Exchange {
  readonly client: string
  /** 0 when nobody ever told. */
  sessionId: bigint
  /** Counts the connections of a run. */
  readonly connection: number
  readonly server: string
  readonly xid: number
  readonly asked: Asked
  /** When, as `History.next` counts. */
  readonly sent: number
  readonly sentAt: number
  /** Infinite as long as there is no answer. */
  answered: number
  zxid: bigint
  /** A multi that failed has the error of the step at fault. */
  err: number
  told: Told
}

export const isAnswered = (exchange: Exchange): boolean => Number.isFinite(exchange.answered)
export const isDone = (exchange: Exchange): boolean => isAnswered(exchange) && exchange.err === 0
