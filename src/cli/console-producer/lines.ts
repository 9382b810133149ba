export const lineFeed = 10
export const carriageReturn = 13

/** How many bytes at the beginning are whole lines. A carriage return at the end is none: what follows may be its line feed. */
export function wholeLines(bytes: Buffer): number {
  return Math.max(bytes.lastIndexOf(lineFeed), bytes.subarray(0, -1).lastIndexOf(carriageReturn)) + 1
}

/**
 * Beginning and end of each line in turn, without its line end (`\n`, `\r` or `\r\n`, as Java reads lines). What follows the last
 * line end is a line too.
 */
export function lineBounds(bytes: Buffer): number[] {
  const bounds: number[] = []
  const start = bytes.includes(carriageReturn) ? mixedLines(bytes, bounds) : plainLines(bytes, bounds)
  if (start < bytes.length) bounds.push(start, bytes.length)
  return bounds
}

/** Returns where the last line begins that has no end. */
function plainLines(bytes: Buffer, bounds: number[]): number {
  let start = 0
  for (let end = bytes.indexOf(lineFeed); end >= 0; end = bytes.indexOf(lineFeed, start)) {
    bounds.push(start, end)
    start = end + 1
  }
  return start
}

function mixedLines(bytes: Buffer, bounds: number[]): number {
  let start = 0
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]
    if (byte !== lineFeed && byte !== carriageReturn) continue
    bounds.push(start, at)
    if (byte === carriageReturn && bytes[at + 1] === lineFeed) at++
    start = at + 1
  }
  return start
}
