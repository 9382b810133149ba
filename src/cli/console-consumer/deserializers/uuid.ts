import { ClientError, illegalArgument } from '../../../client/errors.ts'
import { type Deserialize, type DeserializerSettings, serializationError } from './deserializer.ts'
import { textDecoder } from './text.ts'

export function uuidDeserializer(settings: DeserializerSettings): Deserialize {
  const decode = textDecoder(settings, 'UUID')
  return (bytes) => {
    const text = decode(bytes)
    const known = fault(text)
    if (known === undefined) return normalized(text)
    throw serializationError('Error parsing data into UUID', known)
  }
}

const digitsOfGroups = [8, 4, 4, 4, 12]

/** Java takes fewer digits for leading zeros, and of too many the last ones. */
function normalized(text: string): string {
  return text
    .split('-')
    .map((group, index) => {
      const digits = digitsOfGroups[index] ?? 0
      return group.toLowerCase().padStart(digits, '0').slice(-digits)
    })
    .join('-')
}

function fault(text: string): Error | undefined {
  if (text.length > 36) return illegalArgument('UUID string too large')
  const groups = text.split('-')
  if (groups.length !== digitsOfGroups.length) return illegalArgument(`Invalid UUID string: ${text}`)
  const odd = groups.find((group) => !/^[0-9a-f]+$/i.test(group))
  return odd === undefined ? undefined : new ClientError('java.lang.NumberFormatException', whyNoNumber(odd))
}

function whyNoNumber(group: string): string {
  return group === '' ? '' : `Error at index ${group.search(/[^0-9a-f]/i)} in: "${group}"`
}
