import { ClientError } from '../../client/errors.ts'

/**
 * A regular expression that was written for Java; `within` makes the one to compile of it.
 * @throws ClientError (PatternSyntaxException) with Java's words
 */
export function javaPattern(pattern: string, flags = '', within = (text: string) => text): RegExp {
  try {
    return new RegExp(within(pattern), flags)
  } catch (error) {
    throw syntaxError(pattern, error instanceof Error ? error.message : String(error))
  }
}

function syntaxError(pattern: string, message: string): ClientError {
  const [description, index] = fault(pattern, message)
  const place = index >= 0 ? ` near index ${index}` : ''
  const mark = index >= 0 && index < pattern.length ? `\n${' '.repeat(index)}^` : ''
  return new ClientError('java.util.regex.PatternSyntaxException', `${description}${place}\n${pattern}${mark}`)
}

/** What Java calls the fault that JavaScript found, and where Java sees it. */
function fault(pattern: string, message: string): [description: string, index: number] {
  if (message.endsWith('Unterminated character class')) return ['Unclosed character class', pattern.length - 1]
  if (message.endsWith('Unterminated group')) return ['Unclosed group', pattern.length]
  if (message.endsWith("Unmatched ')'")) return ["Unmatched closing ')'", unmatchedIndex(pattern) - 1]
  if (message.endsWith('Nothing to repeat')) {
    const index = pattern.search(/(?<=^|[(|*+])[*+]|(?<=^|\|)\?/)
    return [`Dangling meta character '${pattern.charAt(index)}'`, index]
  }
  return [message.slice(message.lastIndexOf(': ') + 2), -1]
}

function unmatchedIndex(pattern: string): number {
  let depth = 0
  return [...pattern].findIndex((letter) => {
    if (letter === '(') depth++
    return letter === ')' && depth-- === 0
  })
}
