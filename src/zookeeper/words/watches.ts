import { ExpiryQueue } from '../session/expiry.ts'
import type { ConnectionView, ServerView, Word } from './word.ts'

/** How many watch how much. */
export const wchs: Word = ({ watches }) => {
  const watchers = watches.data.byWatcher
  const paths = watches.data.byPath
  let total = 0
  for (const watched of watchers.values()) total += watched.size
  return `${watchers.size} connections watching ${paths.size} paths\nTotal watches:${total}\n`
}

/** Watched paths by session. */
export const wchc: Word = ({ watches, sessionOf }) => {
  const text = [...watches.data.byWatcher].map(([watcher, paths]) => {
    const list = [...paths].map((path) => `\n\t${path}`).join('')
    return `${hex(sessionOf(watcher))}${list}\n`
  })
  return `${text.join('')}\n`
}

/** Sessions by watched path. */
export const wchp: Word = ({ watches, sessionOf }) => {
  const text = [...watches.data.byPath].map(([path, watchers]) => {
    const list = [...watchers.keys()].map((watcher) => `\n\t${hex(sessionOf(watcher))}`).join('')
    return `${path}${list}\n`
  })
  return `${text.join('')}\n`
}

/** When which session ends, the sessions with ephemeral nodes, and the connections. */
export const dump: Word = (server) =>
  [...sessionLines(server), ...ephemeralLines(server), ...connectionLines(server)].join('')

function sessionLines({ sessions, clock }: ServerView): string[] {
  const ends = [...sessions.pending()].map(([end, ids]) => {
    const when = javaDate(clock.now() + (end - clock.elapsed()))
    return `${ids.size} expire at ${when}:\n${[...ids].map((id) => `\t${hex(id)}\n`).join('')}`
  })
  return ['SessionTracker dump:\n', `Session Sets (${ends.length})/(${sessions.size}):\n`, ...ends]
}

function ephemeralLines({ database: { tree } }: ServerView): string[] {
  const owners = [...tree.ephemerals].map(
    ([id, paths]) => `${hex(id)}:\n${[...paths].map((path) => `\t${path}\n`).join('')}`,
  )
  return ['ephemeral nodes dump:\n', `Sessions with Ephemerals (${owners.length}):\n`, ...owners]
}

/** When connections would end of which nothing is heard any more. */
function connectionLines({ connections, config, clock }: ServerView): string[] {
  const { sessionlessTimeout } = config.limits
  const expiry = new ExpiryQueue<ConnectionView>(sessionlessTimeout)
  for (const connection of connections) {
    const { sessionId, timeout, heard } = connection
    expiry.touch(connection, sessionId === 0n ? sessionlessTimeout : timeout, heard)
  }
  const sets = [...expiry.pending()].map(([end, each]) => {
    const lines = [...each].map(({ peer, sessionId }) => `\tip: /${peer} sessionId: ${hex(sessionId)}\n`)
    return `${each.size} expire at ${javaDate(clock.now() + (end - clock.elapsed()))}:\n${lines.join('')}`
  })
  return ['Connections dump:\n', `Connections Sets (${sets.length})/(${connections.size}):\n`, ...sets]
}

function hex(id: bigint): string {
  return `0x${BigInt.asUintN(64, id).toString(16)}`
}

/** `Sun Nov 22 21:03:03 UTC 2026`, as Java's `Date` prints itself. */
function javaDate(milliseconds: number): string {
  const date = new Date(milliseconds)
  const [weekday, month, day] = date.toDateString().split(' ')
  const time = date.toTimeString().slice(0, 8)
  const zone = new Intl.DateTimeFormat('en-US', { timeZoneName: 'short' })
    .formatToParts(date)
    .find(({ type }) => type === 'timeZoneName')
  return `${weekday} ${month} ${day} ${time} ${zone?.value ?? 'UTC'} ${date.getFullYear()}`
}
