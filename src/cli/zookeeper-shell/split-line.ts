// The shell's own idea of words: quotes count only at the start of one.
const words = /\s*([^"']\S*|"[^"]*"|'[^']*')\s*/g
const quoted = /^(['"]).*\1$/s

/** The words of a line; empty when there is none. */
export function splitLine(line: string): string[] {
  return [...line.matchAll(words)].map(([, word = '']) => (quoted.test(word) ? word.slice(1, -1) : word))
}
