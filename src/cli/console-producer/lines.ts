export const lineFeed = 10
export const carriageReturn = 13

/**
 * Calls `take` with the beginning and the end of each line in `bytes`, without its line end (`\n`, `\r` or `\r\n`, as
 * Java reads lines). Returns how many bytes are done with; the rest belongs to a line that goes on, unless `isLast`.
 */
export function eachLine(bytes: Buffer, isLast: boolean, take: (start: number, end: number) => void): number {
  const done = bytes.includes(carriageReturn) ? mixedLines(bytes, isLast, take) : plainLines(bytes, take)
  if (!isLast || done === bytes.length) return done
  take(done, bytes.length)
  return bytes.length
}

function plainLines(bytes: Buffer, take: (start: number, end: number) => void): number {
  let start = 0
  for (let end = bytes.indexOf(lineFeed); end >= 0; end = bytes.indexOf(lineFeed, start)) {
    take(start, end)
    start = end + 1
  }
  return start
}

function mixedLines(bytes: Buffer, isLast: boolean, take: (start: number, end: number) => void): number {
  let start = 0
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]
    if (byte !== lineFeed && byte !== carriageReturn) continue
    // What follows a carriage return at the end may be its line feed.
    if (byte === carriageReturn && at + 1 === bytes.length && !isLast) return start
    take(start, at)
    if (byte === carriageReturn && bytes[at + 1] === lineFeed) at++
    start = at + 1
  }
  return start
}
