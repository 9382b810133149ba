/** What a key store or certificate is, when it is none; the text says why. */
export class KeyStoreError extends Error {
  override readonly name = 'KeyStoreError'
}

/** One value of ASN.1's DER (ITU-T X.690). */
export interface Der {
  /** Class, form and number in one byte, as they stand in the encoding. */
  readonly tag: number
  readonly content: Buffer
  /** With its tag and length. */
  readonly whole: Buffer
}

/** The value at the beginning of the bytes. @throws KeyStoreError */
export function readDer(bytes: Buffer): Der {
  const tag = byteAt(bytes, 0)
  const first = byteAt(bytes, 1)
  const lengthBytes = first < 0x80 ? 0 : first - 0x80
  if (first === 0x80 || lengthBytes > 4) throw new KeyStoreError('an encoding of a length that DER does not have')
  const start = 2 + lengthBytes
  if (bytes.length < start) throw new KeyStoreError('it ends too early')
  const length = lengthBytes === 0 ? first : bytes.readUIntBE(2, lengthBytes)
  if (bytes.length < start + length) throw new KeyStoreError('it ends too early')
  return { tag, content: bytes.subarray(start, start + length), whole: bytes.subarray(0, start + length) }
}

function byteAt(bytes: Buffer, index: number): number {
  const value = bytes[index]
  if (value === undefined) throw new KeyStoreError('it ends too early')
  return value
}

/** The values inside, of a sequence or set, or of what an explicit tag wraps. */
export function partsOf({ content }: Der): Der[] {
  const parts: Der[] = []
  for (let at = 0; at < content.length; ) {
    const part = readDer(content.subarray(at))
    parts.push(part)
    at += part.whole.length
  }
  return parts
}

/** The value inside at these places, one level for each. @throws KeyStoreError when it is not there */
export function partAt(value: Der, ...places: number[]): Der {
  let found = value
  for (const place of places) {
    const part = partsOf(found)[place]
    if (part === undefined) throw new KeyStoreError('a part is missing')
    found = part
  }
  return found
}

/** A small integer. */
export function integerOf({ content }: Der): number {
  if (content.length === 0 || content.length > 6) throw new KeyStoreError('a number of the wrong size')
  return content.readIntBE(0, content.length)
}

/** `1.2.840.113549.1.7.1`. */
export function oidOf({ content }: Der): string {
  const numbers: number[] = []
  let value = 0
  for (const byte of content) {
    value = value * 128 + (byte & 0x7f)
    if (byte >= 0x80) continue
    if (numbers.length > 0) numbers.push(value)
    else numbers.push(Math.min(2, Math.floor(value / 40)), value - 40 * Math.min(2, Math.floor(value / 40)))
    value = 0
  }
  return numbers.join('.')
}
