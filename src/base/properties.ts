/**
 * Java's `.properties` text: `key=value`, `key: value` or `key value`, comments with `#` or `!`, a backslash at a line's
 * end joins the next line, and `\t \n \r \f \uXXXX` escapes. Keys keep the order of their first appearance; a later
 * value wins. Throws on a malformed `\uXXXX`, as Java does.
 */
export function parseProperties(text: string): Map<string, string> {
  const properties = new Map<string, string>()
  for (const line of logicalLines(text)) {
    const keyEnd = endOfKey(line)
    properties.set(plain(line.slice(0, keyEnd)), plain(line.slice(startOfValue(line, keyEnd))))
  }
  return properties
}

/** `.properties` text of the pairs, each on a line of its own, escaped as Java's `store` does. */
export function formatProperties(pairs: Iterable<readonly [string, string]>, comments: readonly string[] = []): string {
  const lines = comments.map((comment) => `#${comment}`)
  for (const [key, value] of pairs) lines.push(`${escaped(key, true)}=${escaped(value, false)}`)
  return lines.map((line) => `${line}\n`).join('')
}

const blank = /^[ \t\f]+/

/** Lines without comments and indentation, continued ones joined. */
function* logicalLines(text: string): Generator<string> {
  let joined: string | undefined
  for (const natural of text.split(/\r\n|\r|\n/)) {
    const line = natural.replace(blank, '')
    if (joined === undefined && (line === '' || line.startsWith('#') || line.startsWith('!'))) continue
    const continues = (/\\*$/.exec(line)?.[0].length ?? 0) % 2 === 1
    joined = (joined ?? '') + (continues ? line.slice(0, -1) : line)
    if (continues) continue
    if (joined !== '') yield joined
    joined = undefined
  }
  if (joined !== undefined && joined !== '') yield joined
}

function endOfKey(line: string): number {
  for (let at = 0; at < line.length; at++) {
    const char = line.charAt(at)
    if (char === '\\') at++
    else if (char === '=' || char === ':' || char === ' ' || char === '\t' || char === '\f') return at
  }
  return line.length
}

function startOfValue(line: string, keyEnd: number): number {
  const separator = /^[ \t\f]*[=:]?[ \t\f]*/.exec(line.slice(keyEnd))
  return keyEnd + (separator?.[0].length ?? 0)
}

const controls: Record<string, string> = { t: '\t', n: '\n', r: '\r', f: '\f' }

function plain(text: string): string {
  if (!text.includes('\\')) return text
  return text.replace(/\\(u[0-9a-fA-F]{4}|[\s\S]|$)/g, (_, code: string) => {
    if (code.length === 5) return String.fromCharCode(Number.parseInt(code.slice(1), 16))
    if (code === 'u') throw new Error('Malformed \\uxxxx encoding.')
    return controls[code] ?? code
  })
}

function escaped(text: string, isKey: boolean): string {
  const special = text.replace(/[\\=:#!\t\n\r\f]/g, (char) => {
    const letter = Object.keys(controls).find((name) => controls[name] === char)
    return `\\${letter ?? char}`
  })
  const spaced = isKey ? special.replaceAll(' ', '\\ ') : special.replace(/^ /, '\\ ')
  return spaced.replace(/[^ -~]/g, (char) => `\\u${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`)
}
