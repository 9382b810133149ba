import type { Hint } from '../kit/hints/hint.ts'
import { boolean, orNull, result, string, type ValueOf } from '../kit/schema/schema.ts'

export const finding = result('finding', 'What a check found.', {
  subject: string('What was looked at: a server, a topic, this machine.'),
  isFault: boolean('Whether something is to be done about it.'),
  sentence: string('What was found.'),
  advice: orNull(string('What to do about a fault.')),
})
export type Finding = ValueOf<typeof finding>

export const fine = (subject: string, sentence: string): Finding => ({
  subject,
  isFault: false,
  sentence,
  advice: null,
})

export const fault = (subject: string, sentence: string, advice: string): Finding => ({
  subject,
  isFault: true,
  sentence,
  advice,
})

/** A failure with what lies behind it, where that is known. */
export function failed(subject: string, error: unknown, hint: Hint | undefined, advice: string): Finding {
  const message = error instanceof Error ? error.message : String(error)
  return fault(subject, hint?.cause ?? message, hint?.hint ?? advice)
}

/** Several names for a sentence, the first ones of many. */
export function some(names: readonly string[], most = 5): string {
  const shown = names.slice(0, most).join(', ')
  return names.length > most ? `${shown} and ${names.length - most} more` : shown
}
