import type { Random } from './random.ts'

/** Kafka's uuids are written as 22 characters of base64url. This one means "no id". */
export const zeroUuid = 'AAAAAAAAAAAAAAAAAAAAAA'
/** The metadata topic's id, which Kafka keeps from handing out at random. */
const reservedUuid = 'AAAAAAAAAAAAAAAAAAAAAQ'

/** 16 bytes as 22 characters of base64url. */
export function uuidFromBytes(bytes: Uint8Array, offset = 0): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + offset, 16).toString('base64url')
}

/** The 16 bytes of a uuid; throws when the text isn't one. */
export function uuidToBytes(uuid: string): Buffer {
  const bytes = Buffer.from(uuid, 'base64url')
  if (bytes.length !== 16) {
    throw new Error(`Input string with prefix \`${uuid.slice(0, 24)}\` does not decode to 16 bytes of base64url`)
  }
  return bytes
}

/** A random (version 4) uuid; like Kafka's, never a reserved one and never with a leading dash, which options would mistake for a flag. */
export function randomUuid(random: Random): string {
  for (;;) {
    const bytes = random.bytes(16)
    bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x40, 6)
    bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
    const uuid = uuidFromBytes(bytes)
    if (uuid !== zeroUuid && uuid !== reservedUuid && !uuid.startsWith('-')) return uuid
  }
}
