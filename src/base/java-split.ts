/** Java's `String.split`: nothing empty at the end, and a text without separators is its only part even when it is empty. */
export function javaSplit(text: string, separator: string | RegExp): string[] {
  const parts = text.split(separator)
  if (parts.length === 1) return parts
  while (parts.at(-1) === '') parts.pop()
  return parts
}
