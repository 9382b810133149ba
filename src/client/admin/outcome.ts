import { KafkaError } from '../../wire/kafka/errors.ts'

/** What came out for one of the things asked for: a value, or the error that this one met. */
export type Outcome<T> = T | Error

/** The values alone; throws the first error among the outcomes. */
export function requireAll<K, T>(outcomes: ReadonlyMap<K, Outcome<T>>): Map<K, T> {
  const values = new Map<K, T>()
  for (const [key, outcome] of outcomes) {
    if (outcome instanceof Error) throw outcome
    values.set(key, outcome)
  }
  return values
}

/** The error that a code in an answer stands for; undefined for none. */
export function errorIn(answer: { errorCode: number; errorMessage?: string | null }): KafkaError | undefined {
  return answer.errorCode === 0 ? undefined : new KafkaError(answer.errorCode, answer.errorMessage)
}

/** What becomes of an empty topic name: the admin client does not even ask for it. */
export function unrepresentable(name: string): KafkaError {
  return new KafkaError('INVALID_TOPIC_EXCEPTION', `The given topic name '${name}' cannot be represented in a request.`)
}
