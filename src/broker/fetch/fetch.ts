import type { Clock } from '../../base/clock.ts'
import { delayed } from '../delayed/delayed.ts'
import { type Found, hasNews, isUrgent, told } from './found.ts'
import { noteFollower, readPending, type Terms } from './reader.ts'
import type { FetchSession } from './session.ts'

export interface FetchWait {
  readonly clock: Clock
  readonly maxWaitMs: number
  readonly minBytes: number
}

/** Reads what is pending in a session: at once, or as soon as there is enough. */
export function fetch(terms: Terms, session: FetchSession, wait: FetchWait): Found[] | Promise<Found[]> {
  const found = readPending(terms, session)
  if (terms.follower !== undefined) noteFollower(terms.follower, session, found)
  if (wait.maxWaitMs <= 0 || session.size === 0 || isEnough(found, wait.minBytes, terms)) return found
  rest(session, found)
  return delayed({
    clock: wait.clock,
    timeoutMs: wait.maxWaitMs,
    rooms: [session.room],
    tryComplete: () => {
      const again = readPending(terms, session)
      if (isEnough(again, wait.minBytes, terms)) return again
      rest(session, again)
      return undefined
    },
    expired: () => readPending(terms, session),
  })
}

function isEnough(found: readonly Found[], minBytes: number, terms: Terms): boolean {
  let size = 0
  for (const one of found) {
    if (isUrgent(one)) return true
    size += one.size
  }
  if (size >= minBytes || size >= terms.maxBytes) return true
  return size > 0 && readable(found, terms) >= minBytes
}

/** More than was read where a partition's segment ended, or its limit was reached. */
const readable = (found: readonly Found[], { upTo }: Terms) =>
  found.reduce((total, { asked: { wanted }, partition, size }) => {
    if (partition === undefined || size === 0) return total
    return total + Math.min(wanted.maxBytes, partition.log.readableBytes(wanted.fetchOffset, upTo))
  }, 0)

/** Whether nothing happened since it was read either: a follower's own fetch may have moved the high watermark. */
const isOver = ({ isSettled, partition, highWatermark, logStartOffset }: Found) =>
  isSettled && partition?.log.highWatermark === highWatermark && partition.log.logStartOffset === logStartOffset

/** Partitions without news wait until something happens to them; the others are looked at again anyway. */
function rest(session: FetchSession, found: readonly Found[]): void {
  for (const one of found) {
    one.asked.listen(one.partition)
    if (isOver(one) && !hasNews(one)) session.rest(one.asked)
  }
}

/** What there is to tell of it, which is remembered: everything at first, then only news. */
export function tell(session: FetchSession, found: readonly Found[], isIncremental: boolean): readonly Found[] {
  const news = isIncremental ? found.filter(hasNews) : found
  for (const one of found) {
    told(one)
    if (one.size > 0) session.moveToEnd(one.asked)
    else if (session.id !== 0 && isOver(one)) {
      one.asked.listen(one.partition)
      session.rest(one.asked)
    }
  }
  return news
}
