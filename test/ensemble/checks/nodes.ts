import { type History, hex } from '../history.ts'
import { type Exchange, isAnswered, isDone } from '../witness/exchange.ts'
import { type Observation, observationsOf } from './observations.ts'
import type { Step, Timelines } from './timelines.ts'

/** Each answer has to fit what was acknowledged, up to the zxid that it tells, and all answers each other. */
export function checkNodes(history: History, timelines: Timelines): void {
  const judge = new NodeJudge(history, timelines)
  for (const observation of observationsOf(history.exchanges, timelines)) judge.see(observation)
  judge.checkDoubts()
}

class NodeJudge {
  readonly #history: History
  readonly #timelines: Timelines
  /** By path and zxid: servers at the same zxid have the same. */
  readonly #told = new Map<string, string>()
  /** Where changes of unknown fate turned up. */
  readonly #foundAt = new Map<Exchange, bigint>()

  constructor(history: History, timelines: Timelines) {
    this.#history = history
    this.#timelines = timelines
  }

  see(observation: Observation): void {
    const { path, zxid, isThere, exchange } = observation
    this.#compare(observation)
    const last = this.#timelines.lastStep(path, zxid)
    if (isThere) this.#present(observation, last)
    else if (last !== undefined && last.kind !== 'delete' && !this.#mayBeGone(last, zxid, exchange)) {
      this.#history.violate('lost', `${told(observation)}, but ${done(last)}`)
    }
  }

  /** A change of unknown fate is made after what its session did before, and before what it did after. */
  checkDoubts(): void {
    for (const [exchange, zxid] of this.#foundAt) {
      for (const other of this.#history.sessions.get(exchange.sessionId)?.exchanges ?? []) {
        if (other === exchange || other.asked.kind !== 'change') continue
        const otherZxid = isAnswered(other) ? other.zxid : this.#foundAt.get(other)
        if (otherZxid === undefined || other.sent < exchange.sent === otherZxid < zxid) continue
        const text = `what ${exchange.client} asked as ${exchange.xid} happened at ${hex(zxid)}, ${other.xid} at ${hex(otherZxid)}`
        this.#history.violate('not in order', text)
      }
    }
  }

  #compare({ path, zxid, stat, data, isThere, exchange }: Observation): void {
    const agree = (what: string, text: string) => {
      const key = `${what} ${path} ${zxid}`
      const known = this.#told.get(key)
      if (known === undefined) this.#told.set(key, text)
      else if (known !== text) {
        const where = `${path} at ${hex(zxid)}`
        this.#history.violate('servers differ', `${where}: ${text} at ${exchange.server}, ${known} before`)
      }
    }
    agree('is there', String(isThere))
    if (stat !== undefined) agree('stat', describeStat(stat))
    if (data !== undefined) agree('data', data)
  }

  #mayBeGone(last: Step, zxid: bigint, exchange: Exchange): boolean {
    if (this.#timelines.isPossible(last.path, 'delete', exchange)) return true
    const owner = this.#ownerAt(last)
    return owner !== 0n && this.#mayHaveEnded(owner, zxid)
  }

  /** The session that the node belongs to after this step. */
  #ownerAt(last: Step): bigint {
    const { steps } = this.#timelines.of(last.path)
    return steps.findLast(({ kind, zxid }) => kind === 'create' && zxid <= last.zxid)?.owner ?? 0n
  }

  /** A session that a server still answers after this zxid had not ended then. */
  #mayHaveEnded(session: bigint, zxid: bigint): boolean {
    const exchanges = this.#history.sessions.get(session)?.exchanges ?? []
    return !exchanges.some((each) => isDone(each) && each.asked.kind !== 'close' && each.zxid >= zxid)
  }

  #present(observation: Observation, last: Step | undefined): void {
    const { path, exchange, stat } = observation
    if (path.lastIndexOf('/') === 0) return
    const mayBeNew = this.#timelines.isPossible(path, 'create', exchange)
    if (last === undefined || last.kind === 'delete') {
      const isBack = stat !== undefined && last !== undefined && stat.czxid < last.zxid
      if (!mayBeNew || isBack) {
        const text = last === undefined ? 'nobody made it' : done(last)
        this.#history.violate(last === undefined ? 'invented' : 'lost', `${told(observation)}, but ${text}`)
      }
    } else if (stat !== undefined && stat.mzxid < last.zxid) {
      this.#history.violate('lost', `${told(observation)}, but ${done(last)}`)
    }
    if (stat !== undefined) this.#checkStat(observation, stat)
    if (observation.data !== undefined && stat !== undefined) this.#checkData(observation, observation.data, stat.mzxid)
  }

  #checkStat(
    observation: Observation,
    { czxid, mzxid, ephemeralOwner }: { czxid: bigint; mzxid: bigint; ephemeralOwner: bigint },
  ): void {
    if (czxid > mzxid || mzxid > observation.zxid) {
      this.#history.violate('invented', `${told(observation)}, in the order ${hex(czxid)}, ${hex(mzxid)}`)
    }
    if (ephemeralOwner === 0n) return
    const close = this.#history.sessions
      .get(ephemeralOwner)
      ?.exchanges.find((each) => each.asked.kind === 'close' && isDone(each))
    if (close !== undefined && close.zxid <= observation.zxid) {
      this.#history.violate('session', `${told(observation)}, but its session was closed at ${hex(close.zxid)}`)
    }
  }

  /** What is read was written, by a change that was not refused, and where it was acknowledged. */
  #checkData(observation: Observation, data: string, mzxid: bigint): void {
    const origin = this.#timelines.byData.get(data)
    if (origin === undefined) {
      this.#history.violate('invented', `${told(observation)}: ${data}, which nobody wrote`)
      return
    }
    const { exchange } = origin
    const zxid = isAnswered(exchange) ? exchange.zxid : (this.#foundAt.get(exchange) ?? mzxid)
    if (!isAnswered(exchange)) this.#foundAt.set(exchange, zxid)
    if (isAnswered(exchange) && exchange.err !== 0) {
      this.#history.violate('invented', `${told(observation)}: ${data}, which was refused with ${exchange.err}`)
    } else if (zxid !== mzxid) {
      this.#history.violate('servers differ', `${told(observation)}: ${data}, which was written at ${hex(zxid)}`)
    }
  }
}

function describeStat(stat: object): string {
  return Object.values(stat).join(' ')
}

function told({ exchange, path, zxid, isThere, stat }: Observation): string {
  const state = isThere ? `is there${stat === undefined ? '' : `, of ${hex(stat.mzxid)}`}` : 'is not there'
  return `${exchange.server} told ${exchange.client} as ${exchange.xid} that ${path} at ${hex(zxid)} ${state}`
}

function done({ kind, path, zxid, exchange }: Step): string {
  return `${kind} of ${path} at ${hex(zxid)} was acknowledged to ${exchange.client} as ${exchange.xid}`
}
