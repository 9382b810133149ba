import type { Expectation } from './transcript.ts'

/** What named placeholders (`<uuid:one>`) have matched so far. */
export type Bindings = Readonly<Record<string, string>>

interface LinePattern {
  regex: RegExp
  /** For each capture the key under which it is remembered. */
  names: (string | undefined)[]
}

type Token =
  | { kind: 'anything' }
  | { kind: 'unordered'; patterns: LinePattern[] }
  | { kind: 'line'; pattern: LinePattern; repeat: Expectation['repeat'] }

const placeholders: Record<string, string> = {
  'topic-id': '[A-Za-z0-9_-]{22}',
  uuid: '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}',
  timestamp: '\\[\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d,\\d{3}\\]',
  n: '-?\\d+',
  float: '-?(?:\\d+(?:\\.\\d+)?(?:[eE][-+]?\\d+)?|NaN|Infinity)',
  hex: '(?:0x)?[0-9a-f]+',
  'epoch-ms': '\\d{13}',
  date: '[A-Z][a-z]{2} [A-Z][a-z]{2} \\d\\d \\d\\d:\\d\\d:\\d\\d \\S+ \\d{4}',
  iso: '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}\\S*',
  word: '\\S+',
  host: '[A-Za-z0-9._:\\[\\]-]+',
  frame: '[ \\t]+(?:at|\\.\\.\\.) \\S.*',
  ws: '[ \\t]*',
  any: '.*',
}
const placeholder = new RegExp(`(\\\\?)<(?:(${Object.keys(placeholders).join('|')})(?::([\\w-]+))?|(eol|no-eol))>`, 'g')
/** Marks a last line without a line end. */
const noLineEnd = '\0'

function quote(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

function compile(text: string): LinePattern {
  let source = ''
  let at = 0
  const names: (string | undefined)[] = []
  for (const match of text.matchAll(placeholder)) {
    const [whole, escaped, type, name, end] = match
    source += quote(text.slice(at, match.index))
    at = match.index + whole.length
    if (escaped) source += quote(whole.slice(1))
    else if (end === 'no-eol') source += noLineEnd
    else if (type !== undefined) {
      names.push(name === undefined ? undefined : `${type}:${name}`)
      source += `(${placeholders[type]})`
    }
  }
  return { regex: new RegExp(`^${source}${quote(text.slice(at))}$`, 's'), names }
}

function matchLine(pattern: LinePattern, line: string | undefined, bindings: Bindings): Bindings | undefined {
  const match = line === undefined ? null : pattern.regex.exec(line)
  if (!match) return undefined
  let result = bindings
  for (const [index, name] of pattern.names.entries()) {
    if (name === undefined) continue
    const seen = match[index + 1] ?? ''
    if (result[name] === undefined) result = { ...result, [name]: seen }
    else if (result[name] !== seen) return undefined
  }
  return result
}

function tokens(expected: readonly Expectation[]): Token[] {
  const result: Token[] = []
  let group: LinePattern[] | undefined
  for (const { brace, repeat, text } of expected) {
    if (brace === '{') group = []
    else if (brace === '}') {
      result.push({ kind: 'unordered', patterns: group ?? [] })
      group = undefined
    } else if (text === '<...>') result.push({ kind: 'anything' })
    else if (group) group.push(compile(text))
    else result.push({ kind: 'line', pattern: compile(text), repeat })
  }
  return result
}

/** Splits a stream into lines; a last line without a line end is marked. */
export function outputLines(text: string): string[] {
  if (text === '') return []
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  else lines.push(`${lines.pop() ?? ''}${noLineEnd}`)
  return lines
}

/** The bindings after a match of all lines, undefined when they do not match. */
export function matchLines(
  expected: readonly Expectation[],
  lines: readonly string[],
  start: Bindings,
): Bindings | undefined {
  const all = tokens(expected)
  const failed = new Set<string>()

  function from(token: number, line: number, bindings: Bindings): Bindings | undefined {
    const key = `${token},${line},${JSON.stringify(bindings)}`
    if (failed.has(key)) return undefined
    const result = step(token, line, bindings)
    if (!result) failed.add(key)
    return result
  }
  function step(index: number, line: number, bindings: Bindings): Bindings | undefined {
    const token = all[index]
    if (!token) return line === lines.length ? bindings : undefined
    if (token.kind === 'anything') return first(line, lines.length, (at) => from(index + 1, at, bindings))
    if (token.kind === 'unordered') {
      const end = line + token.patterns.length
      if (end > lines.length) return undefined
      return permuted(token.patterns, lines.slice(line, end), bindings, (found) => from(index + 1, end, found))
    }
    const optional = token.repeat === '?' || token.repeat === '*'
    const skipped = optional ? from(index + 1, line, bindings) : undefined
    return skipped ?? repeated(token, index, line, bindings)
  }
  function repeated(token: Token & { kind: 'line' }, index: number, line: number, start: Bindings) {
    let bindings = matchLine(token.pattern, lines[line], start)
    const many = token.repeat === '+' || token.repeat === '*'
    for (let at = line; bindings; at++) {
      const result = from(index + 1, at + 1, bindings)
      if (result || !many) return result
      bindings = matchLine(token.pattern, lines[at + 1], bindings)
    }
    return undefined
  }
  return from(0, 0, start)
}

function first<T>(low: number, high: number, attempt: (at: number) => T | undefined): T | undefined {
  for (let at = low; at <= high; at++) {
    const result = attempt(at)
    if (result) return result
  }
  return undefined
}

function permuted(
  patterns: readonly LinePattern[],
  lines: readonly string[],
  bindings: Bindings,
  done: (bindings: Bindings) => Bindings | undefined,
): Bindings | undefined {
  const [head, ...rest] = patterns
  if (!head) return done(bindings)
  for (const [index, line] of lines.entries()) {
    const found = matchLine(head, line, bindings)
    const result = found && permuted(rest, lines.toSpliced(index, 1), found, done)
    if (result) return result
  }
  return undefined
}

/** A unified diff of expected and actual lines; lines count as equal when the pattern accepts them. */
export function difference(expected: readonly Expectation[], lines: readonly string[]): string[] {
  const wanted = expected.filter(({ brace }) => !brace)
  const patterns = wanted.map(({ text }) => compile(text))
  const equal = (i: number, j: number) =>
    wanted[i]?.text === '<...>' || (patterns[i]?.regex.test(lines[j] ?? '') ?? false)
  const common = Array.from({ length: wanted.length + 1 }, () => new Int32Array(lines.length + 1))
  const at = (i: number, j: number) => common[i]?.[j] ?? 0
  for (let i = wanted.length - 1; i >= 0; i--) {
    for (let j = lines.length - 1; j >= 0; j--) {
      const row = common[i]
      if (row) row[j] = equal(i, j) ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
    }
  }
  const result: string[] = []
  const show = (line: string | undefined) => (line ?? '').replace(/\0$/, '<no-eol>')
  for (let i = 0, j = 0; i < wanted.length || j < lines.length; ) {
    if (i < wanted.length && j < lines.length && equal(i, j)) {
      result.push(`  ${show(lines[j++])}`)
      i++
    } else if (i < wanted.length && (j >= lines.length || at(i + 1, j) >= at(i, j + 1))) {
      result.push(`- ${wanted[i]?.repeat ? `(${wanted[i]?.repeat}) ` : ''}${wanted[i]?.text}`)
      i++
    } else result.push(`+ ${show(lines[j++])}`)
  }
  return result
}
