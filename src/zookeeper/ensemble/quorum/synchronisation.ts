import type { CommittedTxn } from '../../storage/committed-log.ts'
import { epochOf } from '../../storage/epochs.ts'

/** How a learner gets to the leader's state: the rest it lacks, after forgetting what never happened; or all of it. */
export type Synchronisation =
  /** `zxid`: where the leader is. */
  | { readonly kind: 'diff'; readonly zxid: bigint; readonly lacking: readonly CommittedTxn[] }
  /** `zxid`: what to go back to, before the rest. */
  | { readonly kind: 'trunc'; readonly zxid: bigint; readonly lacking: readonly CommittedTxn[] }
  | { readonly kind: 'snap' }

/** What the leader can choose from. */
export interface SyncChoice {
  /** The learner's last transaction. */
  readonly peerLast: bigint
  /** The leader's last committed one. */
  readonly lastZxid: bigint
  /** The last committed ones, oldest first. */
  readonly committed: readonly CommittedTxn[]
  /** From the leader's log files, where that is shorter than a snapshot: from this zxid, or the last before it, on. */
  readonly fromLog: (zxid: bigint) => readonly CommittedTxn[] | undefined
  /** However little it lacks. */
  readonly alwaysSnapshot?: boolean
}

const snap: Synchronisation = { kind: 'snap' }

/**
 * Pure; the cases are those of ZooKeeper's `LearnerHandler.syncFollower`, but for learners that end in an epoch of which
 * this history has nothing: they may have had all of another leader's by a snapshot, so that neither what they share with
 * this one nor the way back is in their logs. They get a snapshot.
 */
export function chooseSynchronisation(choice: SyncChoice): Synchronisation {
  const { peerLast, lastZxid, committed } = choice
  if (choice.alwaysSnapshot === true) return snap
  const min = committed[0]?.zxid ?? lastZxid
  const max = committed.at(-1)?.zxid ?? lastZxid
  if (peerLast === lastZxid) return { kind: 'diff', zxid: peerLast, lacking: [] }
  if (peerLast > max) return isBeyond(peerLast, max) ? { kind: 'trunc', zxid: max, lacking: [] } : snap
  if (peerLast >= min) return fromHistory(peerLast, committed, max)
  return fromFiles(choice, min, max)
}

/** The files first, as far as memory doesn't know it better; both have to meet. */
function fromFiles({ peerLast, committed, fromLog }: SyncChoice, min: bigint, max: bigint): Synchronisation {
  const logged = fromLog(peerLast)?.filter((txn) => txn.zxid <= min) ?? []
  const meets = committed.length === 0 ? logged.length > 0 : logged.at(-1)?.zxid === min
  if (!meets) return snap
  const later = committed.filter((txn) => txn.zxid > min)
  return fromHistory(peerLast, [...logged, ...later], max)
}

function fromHistory(peerLast: bigint, history: readonly CommittedTxn[], last: bigint): Synchronisation {
  const lacking = history.filter((txn) => txn.zxid > peerLast)
  const before = history.findLast((txn) => txn.zxid <= peerLast)?.zxid
  if (before === peerLast) return { kind: 'diff', zxid: last, lacking }
  return cutBack(peerLast, before, lacking)
}

/** The learner has what never happened. It can only go back within one epoch. */
function cutBack(peerLast: bigint, before: bigint | undefined, lacking: readonly CommittedTxn[]): Synchronisation {
  const next = lacking[0]?.zxid
  if (before === undefined || next === undefined || epochOf(next) !== epochOf(peerLast)) return snap
  return { kind: 'trunc', zxid: before, lacking }
}

/** Whether one is later in the same epoch: then there are logs between them. A new leader's zxid is in nobody's. */
function isBeyond(zxid: bigint, last: bigint): boolean {
  return epochOf(zxid) === epochOf(last) && BigInt.asUintN(32, zxid) !== 0n
}
