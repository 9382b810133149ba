import { fromJava } from '../base/java-regex/translate.ts'
import { ClientError } from './errors.ts'
import { isInternalTopic } from './topic-names.ts'

/** The regular expression in it: a comma means "or", spaces and quotes around it mean nothing. */
export function topicExpression(text: string): string {
  return text
    .trim()
    .replaceAll(',', '|')
    .replaceAll(' ', '')
    .replace(/^["']+/, '')
    .replace(/["']+$/, '')
}

/**
 * What the tools take where they take a topic: a regular expression of Java's for the whole name, a comma meaning "or".
 * @throws ClientError (RuntimeException) when it is none
 */
export function topicFilter(text: string): (name: string, excludeInternal: boolean) => boolean {
  const pattern = topicExpression(text)
  const whole = compile(pattern)
  return (name, excludeInternal) => whole.test(name) && !(excludeInternal && isInternalTopic(name))
}

function compile(pattern: string): RegExp {
  try {
    const { source, flags } = fromJava(pattern)
    return new RegExp(`^(?:${source})$`, flags)
  } catch (error) {
    throw new ClientError('java.lang.RuntimeException', `${pattern} is an invalid regex.`, { cause: error })
  }
}
