import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkDigestMd5, digestMd5Answer, digestMd5Challenge } from '../../../src/wire/sasl/digest-md5.ts'
import { parseDirectives, SaslError } from '../../../src/wire/sasl/directives.ts'

/** The exchange that RFC 2831 shows in section 4. */
const rfc = {
  challenge: Buffer.from(
    'realm="elwood.innosoft.com",nonce="OA6MG9tEQGm2hh",qop="auth",algorithm=md5-sess,charset=utf-8',
  ),
  client: {
    username: 'chris',
    password: 'secret',
    service: 'imap',
    host: 'elwood.innosoft.com',
    cnonce: 'OA6MHXh6VqTrRk',
  },
}
const server = { service: 'zookeeper', host: 'zk-sasl-md5', nonce: 'n', passwordOf: () => 'secret' }
const client = { username: 'bob', password: 'secret', service: 'zookeeper', host: 'zk-sasl-md5', cnonce: 'c' }

describe('DIGEST-MD5', () => {
  test("comes to the RFC's own hashes", () => {
    const { response, checksOut } = digestMd5Answer(rfc.challenge, rfc.client)
    expect(response.toString()).toContain('response=d388dad90d4bbd760a152321f2143af7')
    expect(checksOut(Buffer.from('rspauth=ea40f60335c427b5527b84dbabcdfffd'))).toBe(true)
    expect(checksOut(Buffer.from('rspauth=00000000000000000000000000000000'))).toBe(false)
  })

  test('both sides agree whatever the names and passwords', () => {
    const text = fc.string({ minLength: 1, unit: 'grapheme' })
    fc.assert(
      fc.property(text, text, fc.option(text, { nil: undefined }), (username, password, authorizationId) => {
        const asked = { ...server, passwordOf: (name: string) => (name === username ? password : undefined) }
        const answering = {
          ...client,
          username,
          password,
          ...(authorizationId === undefined ? {} : { authorizationId }),
        }
        const { response, checksOut } = digestMd5Answer(digestMd5Challenge(asked), answering)
        const checked = checkDigestMd5(response, asked)
        expect(checked.username).toBe(username)
        expect(checksOut(checked.rspauth)).toBe(true)
      }),
    )
  })

  test.each([
    ['a wrong password', { ...client, password: 'Secret' }, server, /Mismatched response/],
    ['another service', { ...client, service: 'kafka' }, server, /Mismatched URI/],
    ['someone unknown', client, { ...server, passwordOf: () => undefined }, /cannot acquire password for bob/],
  ])('refuses %s', (_, answering, asked, message) => {
    const { response } = digestMd5Answer(digestMd5Challenge(server), answering)
    expect(() => checkDigestMd5(response, asked)).toThrow(message)
  })

  test('refuses an answer to another challenge', () => {
    const { response } = digestMd5Answer(digestMd5Challenge({ ...server, nonce: 'old' }), client)
    expect(() => checkDigestMd5(response, server)).toThrow(/Mismatched nonce/)
  })

  test('any bytes are either read or refused in words', () => {
    const bytes = fc.oneof(
      fc.uint8Array(),
      fc.array(fc.constantFrom('a', '=', ',', '"', '\\', ' ', 'nonce')).map((parts) => Buffer.from(parts.join(''))),
    )
    fc.assert(
      fc.property(bytes, (raw) => {
        const attempts = [
          () => parseDirectives(Buffer.from(raw)),
          () => checkDigestMd5(Buffer.from(raw), server),
          () => digestMd5Answer(Buffer.from(raw), client),
        ]
        for (const attempt of attempts) {
          try {
            attempt()
          } catch (error) {
            expect(error).toBeInstanceOf(SaslError)
          }
        }
      }),
    )
  })
})
