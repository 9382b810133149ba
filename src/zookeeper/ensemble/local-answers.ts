import type { Committed } from '../processors/commit-source.ts'
import type { Request } from '../processors/request.ts'
import type { LocalSessions } from '../session/local-sessions.ts'
import type { Txn } from '../tree/txn.ts'

/** Answers without a transaction: nobody else hears of it. */
export function refuseHere(request: Request, err: number, committed: Committed): void {
  answer(request, { kind: 'error', err }, err, committed)
}

export function beginHere(request: Request, committed: Committed): void {
  answer(request, { kind: 'createSession', timeOut: 0 }, 0, committed)
}

export function endHere(request: Request, sessions: LocalSessions, committed: Committed): void {
  sessions.table.remove(request.sessionId)
  answer(request, { kind: 'closeSession', paths: [] }, 0, committed)
}

function answer({ sessionId, cxid, type }: Request, txn: Txn, err: number, committed: Committed): void {
  committed({ header: { clientId: sessionId, cxid, zxid: 0n, time: 0, type }, txn, digest: undefined }, { err })
}
