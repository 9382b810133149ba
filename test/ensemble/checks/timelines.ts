import type { History } from '../history.ts'
import { type Change, type Exchange, isAnswered, isDone, type Result } from '../witness/exchange.ts'

/** A change that was made and acknowledged. */
export interface Step {
  readonly zxid: bigint
  readonly kind: 'create' | 'set' | 'delete'
  readonly path: string
  readonly data: string
  /** A new ephemeral node's session. */
  readonly owner: bigint
  readonly version: number
  readonly exchange: Exchange
}

/** A change whose fate its client was not told. */
export interface Doubt {
  readonly change: Change
  readonly exchange: Exchange
}

/** What is known to have happened to one node. */
export interface Timeline {
  readonly path: string
  /** By their zxids. */
  readonly steps: Step[]
  readonly doubts: Doubt[]
}

/** All that was asked to be changed, by node and by what was written. */
export class Timelines {
  readonly #byPath = new Map<string, Timeline>()
  /** Each text is written by one change only. */
  readonly byData = new Map<string, Doubt>()
  /** Creations of unknown fate whose number nobody knows, by their path without it. */
  readonly sequentialDoubts: Doubt[] = []

  constructor(history: History) {
    for (const exchange of history.exchanges) this.#add(exchange)
    for (const { steps } of this.#byPath.values()) steps.sort((a, b) => Number(a.zxid - b.zxid))
  }

  get paths(): string[] {
    return [...this.#byPath.keys()]
  }

  childrenOf(path: string): string[] {
    return this.paths.filter((each) => each.startsWith(`${path}/`))
  }

  of(path: string): Timeline {
    const known = this.#byPath.get(path)
    if (known !== undefined) return known
    const timeline = { path, steps: [], doubts: [] }
    this.#byPath.set(path, timeline)
    return timeline
  }

  /** The last acknowledged change at this zxid or before. */
  lastStep(path: string, zxid: bigint): Step | undefined {
    return this.of(path).steps.findLast((step) => step.zxid <= zxid)
  }

  /** Whether such a change, of unknown fate, could have been made before this exchange was over. */
  isPossible(path: string, kind: Change['kind'], before: Exchange): boolean {
    const could = ({ change, exchange }: Doubt) => change.kind === kind && exchange.sent < before.answered
    if (this.of(path).doubts.some(could)) return true
    return (
      kind === 'create' && this.sequentialDoubts.some((doubt) => path.startsWith(doubt.change.path) && could(doubt))
    )
  }

  #add(exchange: Exchange): void {
    const { asked, told } = exchange
    if (asked.kind !== 'change') return
    for (const [index, change] of asked.changes.entries()) {
      if (change.kind === 'create' || change.kind === 'set') this.byData.set(change.data, { change, exchange })
      if (!isAnswered(exchange)) this.#doubt({ change, exchange })
      else if (isDone(exchange)) this.#step(exchange, change, told.results?.[index])
    }
  }

  #doubt(doubt: Doubt): void {
    const { change } = doubt
    if (change.kind === 'create' && change.isSequential) this.sequentialDoubts.push(doubt)
    else this.of(change.path).doubts.push(doubt)
  }

  #step(exchange: Exchange, change: Change, result: Result | undefined): void {
    if (change.kind === 'check') return
    const path = result?.path ?? change.path
    this.of(path).steps.push({
      zxid: exchange.zxid,
      kind: change.kind,
      path,
      data: 'data' in change ? change.data : '',
      owner: change.kind === 'create' && change.isEphemeral ? exchange.sessionId : 0n,
      version: result?.stat?.version ?? 0,
      exchange,
    })
  }
}
