import { illegalArgument } from '../../client/errors.ts'
import { javaPattern } from '../format/java-pattern.ts'

/**
 * The expression that has to fit a topic's whole name. Commas, blanks and quotes stand for themselves here, other than
 * where Kafka's tools take a list of topics.
 * @throws ClientError (IllegalArgumentException), JavaException (PatternSyntaxException) with Java's words
 */
export function topicPattern(text: string): RegExp {
  if (text === '') throw illegalArgument('Topic pattern to subscribe to cannot be empty')
  return javaPattern(text, 'whole')
}
