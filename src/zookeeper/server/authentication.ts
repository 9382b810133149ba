import type { Id } from '../../wire/jute/data.ts'
import { AuthPacket } from '../../wire/jute/requests.ts'
import { decodeJute } from '../../wire/schema/index.ts'
import { digestId } from '../access/schemes.ts'

/**
 * Who an auth packet proves its sender to be; undefined when it proves nothing.
 * @param superDigest the id of the administrator, who may do everything
 * @throws MalformedError
 */
export function authenticate(body: Buffer, superDigest: string | undefined): readonly Id[] | undefined {
  const { scheme, auth } = decodeJute(AuthPacket, body)
  if (scheme === 'ip') return []
  if (scheme !== 'digest' || auth === null) return undefined
  const id = digestId(auth)
  const own = { scheme: 'digest', id }
  return id === superDigest ? [{ scheme: 'super', id: '' }, own] : [own]
}
