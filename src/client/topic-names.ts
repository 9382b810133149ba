/** Topics that Kafka keeps for itself. */
const internalTopics: ReadonlySet<string> = new Set(['__consumer_offsets', '__transaction_state'])

export const isInternalTopic = (name: string): boolean => internalTopics.has(name)

const maxLength = 249

/** What is wrong with a topic's name, in Kafka's words; a static member's name has to be like one. */
export function nameComplaint(name: string): string | undefined {
  if (name === '') return 'the empty string is not allowed'
  if (name === '.' || name === '..') return `'${name}' is not allowed`
  if (name.length > maxLength) return `the length of '${name}' is longer than the max allowed length ${maxLength}`
  if (/^[a-zA-Z0-9._-]+$/.test(name)) return undefined
  return `'${name}' contains one or more characters other than ASCII alphanumerics, '.', '_' and '-'`
}

/** Names that differ only in these two would share their metrics' names. */
export const hasCollisionCharacters = (name: string): boolean => /[._]/.test(name)
