import type { Stat } from '../../../src/wire/jute/data.ts'
import { errorCode } from '../../../src/wire/jute/errors.ts'
import { type Exchange, isAnswered } from '../witness/exchange.ts'
import type { Timelines } from './timelines.ts'

/** What an answer says about a node, as it was when this zxid was the server's last. */
export interface Observation {
  readonly path: string
  readonly zxid: bigint
  readonly exchange: Exchange
  readonly isThere: boolean
  readonly stat?: Stat | undefined
  readonly data?: string | undefined
}

/** All that the answers say about nodes. */
export function* observationsOf(exchanges: readonly Exchange[], timelines: Timelines): Generator<Observation> {
  for (const exchange of exchanges) {
    if (!isAnswered(exchange)) continue
    if (exchange.err !== 0) yield* ofRefusal(exchange)
    else if (exchange.asked.kind === 'change') yield* ofChange(exchange)
    else yield* ofRead(exchange, timelines)
  }
}

function* ofRefusal(exchange: Exchange): Generator<Observation> {
  const { asked, err, zxid } = exchange
  const at = { zxid, exchange }
  if (asked.kind === 'exists' || asked.kind === 'get') {
    if (err === errorCode('noNode')) yield { ...at, path: asked.path, isThere: false }
  } else if (asked.kind === 'change' && !asked.isMulti) {
    const [change] = asked.changes
    if (change === undefined) return
    if (err === errorCode('nodeExists')) yield { ...at, path: change.path, isThere: true }
    if (err === errorCode('noNode') && change.kind !== 'create') yield { ...at, path: change.path, isThere: false }
  }
}

function* ofChange(exchange: Exchange): Generator<Observation> {
  const { told, zxid } = exchange
  for (const { path, stat } of told.results ?? [])
    if (stat !== undefined) yield { path, zxid, exchange, isThere: true, stat }
}

function* ofRead(exchange: Exchange, timelines: Timelines): Generator<Observation> {
  const { asked, told, zxid } = exchange
  if (asked.kind !== 'exists' && asked.kind !== 'get' && asked.kind !== 'children') return
  yield { path: asked.path, zxid, exchange, isThere: true, stat: told.stat, data: told.data }
  if (asked.kind !== 'children') return
  const above = asked.path === '/' ? '/' : `${asked.path}/`
  const names = new Set(told.children)
  for (const name of names) yield { path: `${above}${name}`, zxid, exchange, isThere: true }
  for (const path of timelines.paths) {
    const name = path.slice(above.length)
    const isChild = path.startsWith(above) && name !== '' && !name.includes('/')
    if (isChild && !names.has(name)) yield { path, zxid, exchange, isThere: false }
  }
}
