import { illegalArgument } from '../../client/errors.ts'

/** A principal without the blanks around it. @throws ClientError (IllegalArgumentException) unless it has a type */
export function parsePrincipal(text: string): string {
  const principal = text.trim()
  if (principal.includes(':')) return principal
  throw illegalArgument(`expected a string in format principalType:principalName but got ${principal}`)
}
