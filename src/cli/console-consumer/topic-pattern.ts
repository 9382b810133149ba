import { topicExpression } from '../../client/topic-filter.ts'
import { javaPattern } from '../format/java-pattern.ts'

/**
 * The expression that has to fit a topic's whole name; a comma means "or", spaces and quotes around it mean nothing.
 * @throws ClientError (PatternSyntaxException) with Java's words
 */
export function topicPattern(text: string): RegExp {
  return javaPattern(topicExpression(text), '', (pattern) => `^(?:${pattern})$`)
}
