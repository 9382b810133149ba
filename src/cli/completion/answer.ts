import type { Candidate } from './candidate.ts'
import type { Place } from './place.ts'

/** What the shells' scripts understand: a first line that says what follows, and a candidate a line. */
export type Shell = 'bash' | 'zsh' | 'fish'

export interface Typed {
  /** The last word as it stands in the line, quotes and all. */
  readonly word: string
  /** Characters at which bash begins a new word (COMP_WORDBREAKS). */
  readonly breaks: string
}

/** The shell completes names of files itself, with its own quoting and colours. */
export function filesAnswer({ wanted, prefix }: Place): string | undefined {
  const kinds = wanted.map((one) => (typeof one === 'string' ? undefined : one.takes))
  if (kinds.includes('folder')) return `folders\t${prefix}\n`
  return kinds.some((kind) => kind === 'file' || kind === 'client-config') ? `files\t${prefix}\n` : undefined
}

export function answer(shell: Shell, candidates: readonly Candidate[], { prefix }: Place, typed: Typed): string {
  const unique = [...new Map(candidates.map((candidate) => [candidate.value, candidate])).values()]
  const lines = unique.map((candidate) => {
    const whole = prefix + candidate.value
    return shell === 'bash' ? forBash(whole, typed) : described(whole, candidate.description)
  })
  return ['values', ...lines].map((line) => `${line}\n`).join('')
}

/** A word that goes on behind its last character is followed by no blank. */
export const isUnfinished = (word: string): boolean => /[=/,:]$/.test(word)

/** Bash replaces only what stands behind the last break, and adds no blank of its own accord. */
function forBash(whole: string, { word, breaks }: Typed): string {
  const isQuoted = /^["']/.test(word)
  const escaped = isQuoted ? whole : whole.replace(/[^\w@%+=:,./-]/g, '\\$&')
  const kept = isQuoted ? 0 : 1 + Math.max(-1, ...[...breaks].map((sign) => word.lastIndexOf(sign)))
  return escaped.slice(kept) + (isUnfinished(whole) || isQuoted ? '' : ' ')
}

function described(value: string, description: string | undefined): string {
  return description === undefined ? value : `${value}\t${description}`
}
