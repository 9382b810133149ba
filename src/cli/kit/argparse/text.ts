import { wordsOf } from '../line-breaks.ts'

/** argparse4j's page, for output that is no terminal. */
export const pageWidth = 75

/**
 * Wraps to the page and justifies as argparse4j does; the first line has `offset` columns taken already. A line end behind
 * the text is not printed, but it needs a column.
 */
export function wrapJustified(text: string, offset = 0, indent = ''): string {
  const lines: string[] = []
  let line = ''
  let width = offset
  const body = text.replace(/\n$/, '')
  const words = body.split('\n').flatMap((part) => wordsOf(part))
  for (const [index, word] of words.entries()) {
    const lineEnd = index === words.length - 1 ? text.length - body.length : 0
    if (width + word.length + lineEnd > pageWidth) {
      lines.push(justify(line, pageWidth, width))
      line = ''
      width = indent.length
    }
    line += word
    width += word.length
  }
  return [...lines, line].join(`\n${indent}`)
}

/** Widens the gaps between words, those in the middle first, until the line fills the page. */
function justify(line: string, width: number, current: number): string {
  const trimmed = line.replace(/^ +| +$/g, '')
  const gaps = trimmed.match(/ +/g)?.length ?? 0
  if (gaps === 0) return trimmed
  const missing = width - (current - (line.length - trimmed.length))
  const each = Math.trunc(missing / gaps)
  const extra = missing % gaps
  const first = Math.trunc((gaps - extra + 1) / 2)
  let gap = 0
  return trimmed.replace(/ +/g, (blanks) => {
    const isWider = gap >= first && gap < first + extra
    gap++
    return blanks + ' '.repeat(each + (isWider ? 1 : 0))
  })
}
