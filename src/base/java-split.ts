/**
 * Java's `String.split`: nothing empty at the end, nor before a separator of no length at the beginning; a text without separators is
 * its only part even when it is empty. An expression has to be global.
 */
export function javaSplit(text: string, separator: string | RegExp): string[] {
  const parts = typeof separator === 'string' ? text.split(separator) : between(text, separator)
  if (parts.length === 1) return parts
  while (parts.at(-1) === '') parts.pop()
  return parts
}

/** JavaScript's own `split` would add what the groups of an expression have taken. */
function between(text: string, separator: RegExp): string[] {
  const parts: string[] = []
  let start = 0
  for (const { index, 0: found } of text.matchAll(separator)) {
    if (index + found.length === 0) continue
    parts.push(text.slice(start, index))
    start = index + found.length
  }
  return [...parts, text.slice(start)]
}
