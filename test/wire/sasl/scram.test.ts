import { createHash, createHmac, pbkdf2Sync } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SaslError } from '../../../src/wire/sasl/directives.ts'
import { scramClient } from '../../../src/wire/sasl/scram.ts'
import { scramMechanismNames, scramMechanisms } from '../../../src/wire/sasl/scram-keys.ts'

/** The exchange that RFC 7677 shows in section 3. */
const rfc = {
  client: {
    mechanism: 'SCRAM-SHA-256',
    username: 'user',
    password: 'pencil',
    nonce: 'rOprNGfwEbeRWgbNEkqO',
  },
  first: 'n,,n=user,r=rOprNGfwEbeRWgbNEkqO',
  challenge: 'r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096',
  proof: 'c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=',
  signature: 'v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=',
} as const

const bytes = (text: string) => Buffer.from(text)

/** A client that has told its first message. */
function begun() {
  const client = scramClient(rfc.client)
  client.begin()
  return client
}

/** A server of its own making, from RFC 5802: the client's final message for this challenge, and the server's answer. */
function serverSide(hash: string, length: number, password: string, first: string, challenge: string, last: string) {
  const [, salt = '', count] = /,s=([^,]*),i=(\d+)/.exec(challenge) ?? []
  const salted = pbkdf2Sync(password, Buffer.from(salt, 'base64'), Number(count), length, hash)
  const hmac = (key: Buffer, text: string) => createHmac(hash, key).update(text).digest()
  const withoutProof = last.slice(0, last.lastIndexOf(',p='))
  const message = `${first.slice(3)},${challenge},${withoutProof}`
  const stored = createHash(hash).update(hmac(salted, 'Client Key')).digest()
  const signature = hmac(stored, message)
  const proof = Buffer.from(last.slice(last.lastIndexOf(',p=') + 3), 'base64')
  const key = Buffer.from(proof.map((byte, at) => byte ^ (signature[at] ?? 0)))
  const isProven = createHash(hash).update(key).digest().equals(stored)
  return { isProven, answer: `v=${hmac(hmac(salted, 'Server Key'), message).toString('base64')}` }
}

describe('SCRAM', () => {
  test("comes to the RFC's own messages", () => {
    const client = scramClient(rfc.client)
    expect(client.begin().toString()).toBe(rfc.first)
    expect(client.answer(bytes(rfc.challenge))?.toString()).toBe(rfc.proof)
    expect(client.answer(bytes(rfc.signature))).toBeUndefined()
  })

  test('a delegation token says that it is one', () => {
    const client = scramClient({ ...rfc.client, extensions: new Map([['tokenauth', 'true']]) })
    expect(client.begin().toString()).toBe(`${rfc.first},tokenauth=true`)
  })

  test('both sides agree whatever the names and passwords', () => {
    const name = fc.string({ minLength: 1, unit: 'grapheme' })
    const salt = fc.uint8Array({ minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(
        fc.constantFrom(...scramMechanismNames),
        name,
        name,
        salt,
        (mechanism, username, password, salted) => {
          const { hash, keyLength } = scramMechanisms[mechanism]
          const client = scramClient({ mechanism, username, password, nonce: 'abc' })
          const first = client.begin().toString()
          expect(first.split(',')).toHaveLength(4)
          const challenge = `r=abcdef,s=${Buffer.from(salted).toString('base64')},i=4096`
          const last = client.answer(bytes(challenge))?.toString() ?? ''
          const { isProven, answer } = serverSide(hash, keyLength, password, first, challenge, last)
          expect(isProven).toBe(true)
          expect(client.answer(bytes(answer))).toBeUndefined()
        },
      ),
      { numRuns: 20 },
    )
  })

  test.each([
    [
      'of somebody else',
      rfc.challenge.replace('rOpr', 'xxxx'),
      'Invalid server nonce: does not start with client nonce',
    ],
    [
      'too few rounds',
      rfc.challenge.replace('4096', '4095'),
      'Requested iterations 4095 is less than the minimum 4096',
    ],
    ['rounds for hours', rfc.challenge.replace('4096', '2000000000'), 'is more than the maximum 1000000'],
    ['no rounds', rfc.challenge.replace('4096', 'x'), 'Invalid SCRAM server first message format: r='],
    ['a salt that is none', rfc.challenge.replace('s=W', 's=%'), 'Invalid SCRAM server first message format'],
    ['an extension that has to be understood', `m=x,${rfc.challenge}`, 'Invalid SCRAM server first message format'],
    ['nothing', '', 'Invalid SCRAM server first message format: '],
  ])('a challenge with %s is refused', (_what, challenge, message) => {
    expect(() => begun().answer(bytes(challenge))).toThrow(SaslError)
    expect(() => begun().answer(bytes(challenge))).toThrow(message)
  })

  test.each([
    ['does not know the password', rfc.signature.replace('6rri', '7rri'), 'Invalid server signature'],
    ['says no', 'e=unknown-user', 'Sasl authentication using SCRAM-SHA-256 failed with error: unknown-user'],
    ['babbles', 'hello', 'Invalid SCRAM server final message format: hello'],
    ['is silent', '', 'Invalid SCRAM server final message format: '],
  ])('a server that %s is not believed', (_what, answer, message) => {
    const client = begun()
    client.answer(bytes(rfc.challenge))
    expect(() => client.answer(bytes(answer))).toThrow(SaslError)
    expect(() => client.answer(bytes(answer))).toThrow(message)
  })

  test('whatever a server says, it is refused in words', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (noise, isLate) => {
        const client = begun()
        if (isLate) client.answer(bytes(rfc.challenge))
        expect(() => client.answer(Buffer.from(noise))).toThrow(SaslError)
      }),
    )
  })
})
