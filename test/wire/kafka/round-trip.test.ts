import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Message } from '../../../src/wire/schema/index.ts'
import { messageLayout } from '../../../src/wire/schema/layout.ts'
import { valuesOf } from '../schema/arbitrary.ts'
import { codecsOf, decodedWhole, encoded } from '../schema/codecs.ts'
import { allMessages } from './messages.ts'

/** Decoding gives back what was encoded; the compiled codec and the closures give the same bytes and values. */
function checkVersion(message: Message, version: number): void {
  const layout = messageLayout(message, version)
  const { compiled, plain } = codecsOf(layout)
  const values = valuesOf(layout)
  fc.assert(
    fc.property(values, (value) => {
      const bytes = encoded(compiled.encode, value)
      expect(encoded(plain.encode, value)).toEqual(bytes)
      expect(decodedWhole(compiled.decode, bytes)).toEqual(value)
      expect(decodedWhole(plain.decode, bytes)).toEqual(value)
    }),
    { numRuns: 20 },
  )
}

describe('every version of every message comes back as it went', () => {
  test.for(allMessages)('$name', (message) => {
    for (let version = message.minVersion; version <= message.maxVersion; version++) checkVersion(message, version)
  })
})
