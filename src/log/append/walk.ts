import { KafkaError } from '../../wire/kafka/errors.ts'

/** What the walk tells of each record; numbers only, so that nothing is allocated for it. */
export type RecordVisitor = (index: number, timestampDelta: number, hasKey: boolean) => void

/**
 * Goes through the (decompressed) records of a batch on the bytes themselves and checks that they fill it exactly, are
 * as many as the header says and number themselves 0, 1, 2, …. Throws INVALID_RECORD.
 */
export function walkRecords(bytes: Uint8Array, start: number, count: number, visit: RecordVisitor): void {
  const cursor = new Cursor(bytes, start)
  for (let index = 0; index < count; index++) {
    const length = cursor.varint()
    const end = cursor.at + length
    if (length < 0 || end > bytes.length) throw invalid(`Invalid record size: ${length} bytes`)
    cursor.at++ // attributes, unused so far
    const timestampDelta = cursor.varlong()
    const offsetDelta = cursor.varint()
    if (offsetDelta !== index) {
      throw invalid(`Record ${index} should have offset ${index}, but it has offset ${offsetDelta} in its batch`)
    }
    const keyLength = cursor.varint()
    if (keyLength > 0) cursor.at += keyLength
    const valueLength = cursor.varint()
    if (valueLength > 0) cursor.at += valueLength
    cursor.skipHeaders()
    if (cursor.at !== end)
      throw invalid(
        `Invalid record size: expected to read ${length} bytes in record payload, but instead read ${length + cursor.at - end}`,
      )
    visit(index, timestampDelta, keyLength >= 0)
  }
  if (cursor.at !== bytes.length) throw invalid('Incorrect declared batch size, records still remaining in file')
}

export function invalid(message: string): KafkaError {
  return new KafkaError('INVALID_RECORD', message)
}

/** Reads past the end give zeros; the check at each record's end notices. */
class Cursor {
  at: number
  readonly #bytes: Uint8Array

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes
    this.at = at
  }

  varint(): number {
    const first = this.#bytes[this.at++] ?? 0
    if (first < 0x80) return (first >>> 1) ^ -(first & 1)
    let raw = first & 0x7f
    for (let shift = 7; shift < 35; shift += 7) {
      const next = this.#bytes[this.at++] ?? 0
      raw |= (next & 0x7f) << shift
      if (next < 0x80) return (raw >>> 1) ^ -(raw & 1)
    }
    throw invalid('Varint is too long, the most significant bit in the 5th byte is set')
  }

  varlong(): number {
    let raw = 0
    let scale = 1
    for (let read = 0; read < 10; read++) {
      const next = this.#bytes[this.at++] ?? 0
      raw += (next & 0x7f) * scale
      if (next < 0x80) return raw % 2 === 0 ? raw / 2 : -(raw + 1) / 2
      scale *= 128
    }
    throw invalid('Varlong is too long, the most significant bit in the 10th byte is set')
  }

  skipHeaders(): void {
    const count = this.varint()
    if (count < 0 || count > this.#bytes.length - this.at)
      throw invalid(`Found invalid number of record headers ${count}`)
    for (let header = 0; header < count; header++) {
      const keyLength = this.varint()
      if (keyLength < 0) throw invalid(`Invalid negative header key size ${keyLength}`)
      this.at += keyLength
      const valueLength = this.varint()
      if (valueLength > 0) this.at += valueLength
    }
  }
}
