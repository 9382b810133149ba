import { errorCode } from '../../../src/wire/jute/errors.ts'
import { watchEventType } from '../../../src/wire/jute/op-codes.ts'
import { type History, hex, type Rearmed, type SessionRecord, type WatchEvent } from '../history.ts'
import { type Exchange, isAnswered } from '../witness/exchange.ts'
import type { Timelines } from './timelines.ts'

interface Watch {
  readonly path: string
  readonly kind: 'node' | 'children'
  /** What was seen when it was set; undefined when nobody knows. */
  readonly state: string | undefined
  /** Where the server was then. */
  readonly zxid: bigint
  readonly isThere: boolean
}

/** A watch fires before its session sees anything newer, also over a new connection; and what fires was watched. */
export function checkWatches(history: History, timelines: Timelines): void {
  for (const session of history.sessions.values()) new WatchJudge(history, timelines, session).judge()
}

class WatchJudge {
  readonly #history: History
  readonly #timelines: Timelines
  readonly #session: SessionRecord
  /** By kind and path. */
  readonly #watches = new Map<string, Watch>()

  constructor(history: History, timelines: Timelines, session: SessionRecord) {
    this.#history = history
    this.#timelines = timelines
    this.#session = session
  }

  judge(): void {
    for (const heard of this.#session.heard) {
      if ('event' in heard) this.#fired(heard)
      else if ('nodes' in heard) this.#rearmed(heard)
      else if (isAnswered(heard)) this.#answered(heard)
    }
  }

  #fired({ event, path }: WatchEvent): void {
    const { nodeChildrenChanged, nodeDeleted } = watchEventType
    const kinds = event === nodeChildrenChanged ? ['children'] : event === nodeDeleted ? ['node', 'children'] : ['node']
    const taken = kinds.filter((kind) => this.#watches.delete(`${kind} ${path}`))
    if (taken.length === 0) this.#violate(`event ${event} for ${path}, which was not watched`)
  }

  /** An event may have come and been lost with its connection before the client looked at it. */
  #rearmed({ nodes, children }: Rearmed): void {
    const again = (kind: Watch['kind']) => (path: string) => {
      const key = `${kind} ${path}`
      if (!this.#watches.has(key)) this.#watches.set(key, { path, kind, state: undefined, zxid: 0n, isThere: false })
    }
    nodes.forEach(again('node'))
    children.forEach(again('children'))
  }

  #answered(exchange: Exchange): void {
    for (const watch of this.#watches.values()) this.#compare(watch, exchange)
    const { asked, err, told, zxid } = exchange
    if (asked.kind !== 'exists' && asked.kind !== 'get' && asked.kind !== 'children') return
    const isMissing = err === errorCode('noNode')
    if (!asked.watch || (err !== 0 && !(isMissing && asked.kind === 'exists'))) return
    const kind = asked.kind === 'children' ? 'children' : 'node'
    const key = `${kind} ${asked.path}`
    if (this.#watches.has(key)) return
    this.#watches.set(key, { path: asked.path, kind, state: stateOf(kind, told.stat), zxid, isThere: !isMissing })
  }

  /** Each watch that should have fired is told of only once. */
  #compare(watch: Watch, exchange: Exchange): void {
    const missed = this.#seen(watch, exchange) ?? this.#missed(watch, exchange)
    if (missed === undefined) return
    this.#violate(`nobody was told of ${watch.path}, watched at ${hex(watch.zxid)}: ${missed}`)
    this.#watches.delete(`${watch.kind} ${watch.path}`)
  }

  /** The answer itself shows something else. */
  #seen({ kind, path, state }: Watch, { asked, err, told, zxid, xid }: Exchange): string | undefined {
    if (asked.kind !== 'exists' && asked.kind !== 'get' && asked.kind !== 'children') return undefined
    if (asked.path !== path || (err !== 0 && err !== errorCode('noNode'))) return undefined
    const now = stateOf(kind, told.stat)
    return state === undefined || now === state
      ? undefined
      : `it was ${state}, and is ${now} at ${hex(zxid)}, answer ${xid}`
  }

  /** The answer comes after an acknowledged change that the watch was for. Who watched nothing may miss what came and went. */
  #missed({ kind, path, zxid, isThere }: Watch, exchange: Exchange): string | undefined {
    if (!isThere) return undefined
    const paths = kind === 'node' ? [path] : this.#timelines.childrenOf(path)
    for (const each of paths) {
      const step = this.#timelines.lastStep(each, exchange.zxid)
      if (step === undefined || step.zxid <= zxid || (kind === 'children' && step.kind === 'set')) continue
      return `${step.kind} of ${each} at ${hex(step.zxid)} came before answer ${exchange.xid} of ${hex(exchange.zxid)}`
    }
    return undefined
  }

  #violate(text: string): void {
    this.#history.violate('watch', `${this.#session.client}, session ${hex(this.#session.id)}: ${text}`)
  }
}

function stateOf(kind: Watch['kind'], stat: Exchange['told']['stat']): string {
  if (stat === undefined) return 'missing'
  return `${hex(stat.czxid)}/${hex(kind === 'node' ? stat.mzxid : stat.pzxid)}`
}
