import { errorCode } from '../../../src/wire/jute/errors.ts'
import { type History, hex } from '../history.ts'
import { type Exchange, isAnswered, isDone } from '../witness/exchange.ts'
import type { Timelines } from './timelines.ts'

const never: readonly number[] = [errorCode('sessionExpired'), errorCode('sessionMoved')]

/** Changes that have their place in the one order of all changes, made or refused. */
const isOrdered = (exchange: Exchange) =>
  exchange.asked.kind === 'change' && isAnswered(exchange) && !never.includes(exchange.err)

/** What was over before something else began comes before it, in the order of the zxids. */
export function checkOrder(history: History): void {
  const changes = history.exchanges.filter(isOrdered)
  const byAnswer = [...changes].sort((a, b) => a.answered - b.answered)
  const bySending = [...history.exchanges].sort((a, b) => a.sent - b.sent)
  let latest: Exchange | undefined
  let at = 0
  for (const exchange of bySending) {
    for (let next = byAnswer[at]; next !== undefined && next.answered < exchange.sent; next = byAnswer[++at]) {
      if (latest === undefined || next.zxid > latest.zxid) latest = next
    }
    if (latest !== undefined) checkAfter(history, latest, exchange)
  }
}

function checkAfter(history: History, before: Exchange, after: Exchange): void {
  if (!isAnswered(after) || after.zxid > before.zxid) return
  const text = `${told(before)}, before ${told(after)} began`
  if (isOrdered(after)) history.violate('not linearizable', text)
  // A leader that was replaced answers a sync for a while: ZooKeeper doesn't ask a quorum. Under one leader there is no excuse.
  else if (after.asked.kind === 'sync' && after.zxid < before.zxid && epochOf(after) === epochOf(before)) {
    history.violate('stale after sync', text)
  }
}

const epochOf = ({ zxid }: Exchange) => zxid >> 32n

const told = ({ client, xid, asked, zxid }: Exchange) => `${client}'s ${asked.kind} ${xid} at ${hex(zxid)}`

/** A session's changes are made in the order in which they were asked for. */
export function checkSessions(history: History): void {
  for (const { exchanges } of history.sessions.values()) {
    const changes = exchanges.filter(isOrdered)
    for (const [index, change] of changes.entries()) {
      const before = changes[index - 1]
      if (before === undefined || before.zxid < change.zxid) continue
      history.violate('not in order', `${told(before)} came after ${told(change)}`)
    }
  }
}

/** Numbers of sequential nodes go up with the zxids; versions too, one by one, and no change is made on the wrong one. */
export function checkNumbers(history: History, timelines: Timelines): void {
  const created = timelines.paths.flatMap((path) =>
    timelines.of(path).steps.filter(({ exchange }) => isSequential(exchange)),
  )
  created.sort((a, b) => Number(a.zxid - b.zxid))
  for (const [index, { path, zxid }] of created.entries()) {
    const before = created[index - 1]
    if (before !== undefined && before.path >= path) {
      history.violate('sequence', `${path} at ${hex(zxid)} after ${before.path} at ${hex(before.zxid)}`)
    }
  }
  for (const path of timelines.paths) checkVersions(history, timelines, path)
}

const isSequential = ({ asked }: Exchange) =>
  asked.kind === 'change' && asked.changes.some((change) => change.kind === 'create' && change.isSequential)

function checkVersions(history: History, timelines: Timelines, path: string): void {
  const { steps, doubts } = timelines.of(path)
  const made = steps.filter(({ kind }) => kind === 'set')
  for (const { exchange, version, zxid } of made) {
    const { asked } = exchange
    const change = asked.kind === 'change' ? asked.changes.find((each) => each.path === path) : undefined
    if (change?.kind === 'set' && change.version >= 0 && version !== change.version + 1) {
      history.violate('not linearizable', `${path} got version ${version} at ${hex(zxid)}, asked for ${change.version}`)
    }
  }
  if (doubts.length > 0) return
  for (const [index, step] of steps.entries()) {
    const before = steps[index - 1]
    if (before === undefined || step.kind !== 'set' || before.version + 1 === step.version) continue
    const text = `${path} got version ${step.version} at ${hex(step.zxid)}, after ${before.version} at ${hex(before.zxid)}`
    history.violate('not linearizable', text)
  }
}

/** The last word: the mended ensemble has come at least as far as anything that was answered before. */
export function checkCaughtUp(history: History): void {
  const last = history.exchanges.findLast((exchange) => exchange.asked.kind === 'sync' && isDone(exchange))
  if (last === undefined) return
  const later = history.exchanges.find(({ answered, zxid }) => answered < last.sent && zxid > last.zxid)
  if (later !== undefined) history.violate('lost', `${told(later)}, but ${told(last)} in the end`)
}
