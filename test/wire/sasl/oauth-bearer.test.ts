import { expect, test } from 'vitest'
import { SaslError } from '../../../src/wire/sasl/directives.ts'
import { oauthBearerClient } from '../../../src/wire/sasl/oauth-bearer.ts'
import { plainClient } from '../../../src/wire/sasl/plain.ts'

const refusal = Buffer.from('{"status":"invalid_token"}')

test('a token and its extensions are shown as RFC 7628 has it', () => {
  const client = oauthBearerClient({ token: 'a.b.c', extensions: new Map([['traceId', '123']]) })
  expect(client.begin().toString()).toBe('n,,\x01auth=Bearer a.b.c\x01traceId=123\x01\x01')
  expect(client.answer(Buffer.alloc(0))).toBeUndefined()
})

test('a refusal is nodded to once', () => {
  const client = oauthBearerClient({ token: 'a.b.c', extensions: new Map() })
  expect(client.begin().toString()).toBe('n,,\x01auth=Bearer a.b.c\x01\x01')
  expect(client.answer(refusal)?.toString()).toBe('\x01')
  expect(() => client.answer(refusal)).toThrow(SaslError)
  expect(() => client.answer(Buffer.alloc(0))).toThrow(SaslError)
})

test('PLAIN tells name and password', () => {
  const client = plainClient('bob', 'pässword')
  expect(client.begin().toString()).toBe('\0bob\0pässword')
  expect(client.answer(Buffer.alloc(0))).toBeUndefined()
})
