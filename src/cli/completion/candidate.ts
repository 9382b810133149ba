/** What the word can go on as. */
export interface Candidate {
  /** In place of the word's text behind its prefix. */
  readonly value: string
  readonly description?: string
}

export const plain = (values: Iterable<string>): Candidate[] => [...values].map((value) => ({ value }))

/** What is there already of a list separated by commas, with the last comma. */
export const listHead = (text: string): string => text.slice(0, text.lastIndexOf(',') + 1)

/** The values that a list does not have yet, behind those that it has. */
export function listed(text: string, values: readonly string[]): Candidate[] {
  const head = listHead(text)
  const before = new Set(head.split(','))
  return plain(values.filter((value) => !before.has(value)).map((value) => head + value))
}
