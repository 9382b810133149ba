/** Topics that Kafka keeps for itself. */
const internalTopics: ReadonlySet<string> = new Set(['__consumer_offsets', '__transaction_state'])

export const isInternalTopic = (name: string): boolean => internalTopics.has(name)

/** Names that differ only in these two would share their metrics' names. */
export const hasCollisionCharacters = (name: string): boolean => /[._]/.test(name)
