/** A SASL exchange that went wrong; the message is for the log, and tells no secret. */
export class SaslError extends Error {
  override readonly name = 'SaslError'
}

/**
 * The `key=value, key="value"` list of a challenge or a response (RFC 2831, section 7.1). Texts are UTF-8 where the list
 * says so, otherwise ISO 8859-1.
 * @throws SaslError
 */
export function parseDirectives(bytes: Buffer): ReadonlyMap<string, string> {
  const latin = split(bytes.toString('latin1'))
  return latin.get('charset')?.toLowerCase() === 'utf-8' ? split(bytes.toString('utf8')) : latin
}

const directive = /[\s,]*(?:([^\s=,"]+)\s*=\s*(?:"((?:\\[\s\S]|[^"\\])*)"|([^\s,"]*))\s*(?=,|$))?/y

function split(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  directive.lastIndex = 0
  while (directive.lastIndex < text.length) {
    const start = directive.lastIndex
    const [, key, quoted, plain] = directive.exec(text) ?? []
    if (key !== undefined && !found.has(key)) found.set(key, quoted?.replace(/\\([\s\S])/g, '$1') ?? plain ?? '')
    if (directive.lastIndex <= start) throw new SaslError('DIGEST-MD5: a directive that cannot be read')
  }
  return found
}

export function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`
}
