import type { SaslClient } from './client.ts'
import { SaslError } from './directives.ts'

const separator = '\x01'

export interface BearerToken {
  readonly token: string
  /** SASL extensions (KIP-342). */
  readonly extensions: ReadonlyMap<string, string>
}

/** Shows a token (RFC 7628). A server that does not like it says why in JSON, and refuses after the client's nod. */
export function oauthBearerClient({ token, extensions }: BearerToken): SaslClient {
  let isOver = false
  return {
    begin() {
      const pairs = [['auth', `Bearer ${token}`], ...extensions].map(([key, value]) => `${key}=${value}${separator}`)
      return Buffer.from(`n,,${separator}${pairs.join('')}${separator}`)
    },
    answer(challenge) {
      if (challenge.length === 0 && !isOver) return undefined
      if (isOver) throw new SaslError('Unexpected challenge in Sasl client state FAILED')
      isOver = true
      return Buffer.from(separator)
    },
  }
}
