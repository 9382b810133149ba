import { expect, test } from 'vitest'
import { deserializerNamed } from '../../../src/cli/console-consumer/deserializers/by-name.ts'

const random = { int: () => 255, bytes: (count: number) => Buffer.alloc(count) }

function named(name: string, properties: Record<string, string> = {}) {
  const settings = { isKey: false, properties: new Map(Object.entries(properties)), random }
  return deserializerNamed(`org.apache.kafka.common.serialization.${name}`, settings)
}

test.each([
  ['StringDeserializer', '68c3bc', 'hü'],
  ['BytesDeserializer', '68c3bc0a', 'h\\xC3\\xBC\\x0A'],
  ['LongDeserializer', '3132333435363738', '3544952156018063160'],
  ['IntegerDeserializer', 'ffffffff', '-1'],
  ['ShortDeserializer', '0100', '256'],
  ['DoubleDeserializer', '3ff8000000000000', '1.5'],
  ['DoubleDeserializer', '4024000000000000', '10.0'],
  ['DoubleDeserializer', '4202a05f20000000', '1.0E10'],
  ['FloatDeserializer', '3dcccccd', '0.1'],
  ['BooleanDeserializer', '01', 'true'],
])('%s of %s', (name, hex, expected) => {
  expect(named(name)(Buffer.from(hex, 'hex'))).toBe(expected)
})

test('a value of another size, and a class of somebody else', () => {
  expect(() => named('LongDeserializer')(Buffer.alloc(3))).toThrow('Size of data received by LongDeserializer is not 8')
  expect(() => deserializerNamed('no.such.Deserializer', { isKey: true, properties: new Map(), random })).toThrow(
    expect.objectContaining({ className: 'java.lang.ClassNotFoundException' }),
  )
})
