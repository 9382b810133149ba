import type { Word } from './word.ts'

/** What Java's servers trace unless told otherwise: requests, warnings, and trouble between servers. */
export const defaultTraceMask = 0b1_0011_0010n

export const gtmk: Word = ({ traceMask }) => String(traceMask)

/** The mask comes as 8 bytes behind the word. */
export const stmk: Word = (server, _, rest) => {
  if (rest.length < 8) return ''
  server.traceMask = rest.readBigInt64BE()
  return String(server.traceMask)
}
