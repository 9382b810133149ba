/** Settings given as `key=value`, one an option; without a value, or without `=`, it is the empty string. */
export function parseKeyValues(texts: readonly string[]): Map<string, string> {
  return new Map(
    texts.map((text) => {
      const at = text.indexOf('=')
      return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
    }),
  )
}
