import { fromJava } from '../../base/java-regex/translate.ts'
import { JavaException } from '../kit/java-exception.ts'

/**
 * A regular expression that was written for Java, to be found all over a text, or to fit the whole of it.
 * @throws JavaException (PatternSyntaxException) with Java's words
 */
export function javaPattern(pattern: string, extent: 'anywhere' | 'whole'): RegExp {
  try {
    const { source, flags } = fromJava(pattern)
    return extent === 'whole' ? new RegExp(`^(?:${source})$`, flags) : new RegExp(source, `${flags}g`)
  } catch (error) {
    throw syntaxError(pattern, error instanceof Error ? error.message : String(error))
  }
}

function syntaxError(pattern: string, message: string): JavaException {
  const [description, index] = fault(pattern, message)
  const place = index >= 0 ? ` near index ${index}` : ''
  const mark = index >= 0 && index < pattern.length ? `\n${' '.repeat(index)}^` : ''
  return new JavaException('java.util.regex.PatternSyntaxException', `${description}${place}\n${pattern}${mark}`)
}

/** What Java calls the fault that was found here, and where Java sees it; -1 where that is not known. */
function fault(pattern: string, message: string): [description: string, index: number] {
  const reason = message.replace(/^.*: /s, '')
  if (/character class$/.test(reason) && /^Un/.test(reason)) return ['Unclosed character class', pattern.length - 1]
  if (/^Un.* group$/.test(reason)) return ['Unclosed group', pattern.length]
  if (/^Unmatched .*'\)'$/.test(reason)) return ["Unmatched closing ')'", unmatchedIndex(pattern) - 1]
  if (/^Range out of order/.test(reason)) return ['Illegal character range', descendingIndex(pattern)]
  if (/^numbers out of order/.test(reason)) return ['Illegal repetition range', pattern.indexOf('}')]
  if (/^(Nothing to repeat|Dangling)/.test(reason)) {
    const index = pattern.search(/(?<=^|[(|*+])[*+]|(?<=^|\|)\?/)
    if (index >= 0) return [`Dangling meta character '${pattern.charAt(index)}'`, index]
    if (pattern.includes('{')) return ['Illegal repetition', pattern.indexOf('{') + 1]
  }
  return [reason, -1]
}

/** Of the end of a range that lies before its beginning. */
function descendingIndex(pattern: string): number {
  for (const { 1: from = '', 2: to = '', index } of pattern.matchAll(/(.)-(?=(.))/g)) if (from > to) return index + 2
  return -1
}

function unmatchedIndex(pattern: string): number {
  let depth = 0
  return [...pattern].findIndex((letter) => {
    if (letter === '(') depth++
    return letter === ')' && depth-- === 0
  })
}
