import { describe, expect, test } from 'vitest'
import { silentLogger } from '../../src/base/logger.ts'
import { systemRandom } from '../../src/base/random.ts'
import { ConfigReader } from '../../src/client/config-reader.ts'
import { javaText, javaTrace } from '../../src/client/errors.ts'
import { securityConfig } from '../../src/client/security/config.ts'
import { parseJaasConfig } from '../../src/client/security/jaas-config.ts'
import { login } from '../../src/client/security/login.ts'
import type { SecurityIo } from '../../src/client/security/security-io.ts'
import { TestClock } from '../log/kit.ts'

/** The options of the only module in the text. */
const options = (text: string) => Object.fromEntries(parseJaasConfig(`Module required ${text};`)[0]?.options ?? [])

const failureOf = (attempt: () => unknown): string => {
  try {
    attempt()
  } catch (error) {
    return javaText(error)
  }
  return 'none'
}

describe('sasl.jaas.config', () => {
  test.each([
    ['a="b" c=d', { a: 'b', c: 'd' }],
    [`a='it "is"' b="it's"`, { a: 'it "is"', b: "it's" }],
    ['a = "b"\n  c="d"', { a: 'b', c: 'd' }],
    ['/* one */ a="b" // two\n c="d"', { a: 'b', c: 'd' }],
    [String.raw`a="\"\\\t\101"`, { a: '"\\\tA' }],
    ['a_b-c$d="=;,{}"', { 'a_b-c$d': '=;,{}' }],
    ['a="1" a="2"', { a: '2' }],
    ['grüße="größer"', { grüße: 'größer' }],
    ['', {}],
  ])('%s', (text, expected) => expect(options(text)).toEqual(expected))

  test.each([
    ['', 'Login module not specified in JAAS config'],
    ['// nothing', 'Login module not specified in JAAS config'],
    ['Module', 'Login module control flag not specified in JAAS config'],
    ['Module needed;', "Invalid login module control flag 'needed' in JAAS config"],
    ['Module "" a=b;', "Invalid login module control flag '' in JAAS config"],
    ['Module = a=b;', 'Login module control flag is not available in the JAAS config'],
    ['Module required a=12;', "Value not specified for key 'a' in JAAS config"],
    ['Module required a;', "Value not specified for key 'a' in JAAS config"],
    ['Module required a=', "Value not specified for key 'a' in JAAS config"],
    ['Module required a=b', 'JAAS config entry not terminated by semi-colon'],
  ])('%j is refused', (text, message) => {
    expect(failureOf(() => parseJaasConfig(text))).toBe(`java.lang.IllegalArgumentException: ${message}`)
  })
})

const bearer = 'org.apache.kafka.common.security.oauthbearer'
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const jwt = (claims: object) => `${part({ alg: 'x' })}.${part(claims)}.sig`

/** Logs in by a provider that answers one after the other. */
function provider(more: Record<string, string>, ...bodies: string[]) {
  const clock = new TestClock()
  const properties = {
    'security.protocol': 'SASL_PLAINTEXT',
    'sasl.mechanism': 'OAUTHBEARER',
    'sasl.login.callback.handler.class': `${bearer}.secured.OAuthBearerLoginCallbackHandler`,
    'sasl.oauthbearer.token.endpoint.url': 'http://localhost/token',
    'sasl.jaas.config': `${bearer}.OAuthBearerLoginModule required clientId="a" clientSecret="b";`,
    ...more,
  }
  const asked: string[] = []
  const security: SecurityIo = {
    readFile: () => {
      throw new Error('no such file')
    },
    systemProperty: () => undefined,
    tlsTransport: () => Promise.reject(new Error('no TLS')),
    httpPost: async ({ body }) => {
      asked.push(body)
      return { status: 200, body: bodies.shift() ?? '' }
    },
  }
  const { sasl } = securityConfig(new ConfigReader(new Map(Object.entries(properties))))
  return { clock, asked, loggedIn: login(sasl, { clock, random: systemRandom, logger: silentLogger, security }) }
}

describe('tokens', () => {
  test('are asked for again only when most of their time is over', async () => {
    const now = new TestClock().now() / 1000
    const token = (sub: string, start: number) =>
      JSON.stringify({ access_token: jwt({ sub, iat: start, exp: start + 1000 }) })
    const { clock, asked, loggedIn } = provider({}, token('one', now), token('two', now + 900))
    const { newClient } = await loggedIn
    const first = (await newClient()).begin().toString()
    clock.advance(650_000)
    expect((await newClient()).begin().toString()).toBe(first)
    clock.advance(250_000)
    expect((await newClient()).begin().toString()).not.toBe(first)
    expect(asked).toEqual(['grant_type=client_credentials', 'grant_type=client_credentials'])
  })

  test.each([
    ['{}', 'The token endpoint response did not contain an access_token value. Response: ({})'],
    ['<html>', 'The token endpoint response did not contain an access_token value. Response: (<html>)'],
    [JSON.stringify({ access_token: 'a.b' }), 'Malformed JWT provided (a.b); expected three sections'],
    [JSON.stringify({ access_token: jwt({ sub: 'a' }) }), 'exp value must be non-null'],
    [JSON.stringify({ access_token: jwt({ exp: 1 }) }), 'sub value must be non-null'],
    [JSON.stringify({ access_token: jwt({ exp: -1, sub: 'a' }) }), 'exp value must be non-negative'],
    [JSON.stringify({ access_token: 'a.b.c' }), 'Could not validate the access token: '],
  ])('%s is none', async (body, reason) => {
    const error = await provider({}, body).loggedIn.catch((each: unknown) => each)
    expect(javaTrace(error)).toContain(reason)
  })

  test.each([
    [
      'ftp://localhost/token',
      'contains an invalid protocol (ftp); only "http", "https", and "file" protocol are supported',
    ],
    ['nowhere', 'is malformed: no protocol: nowhere'],
    ['file:///nowhere/at/all.jwt', "contains a file (/nowhere/at/all.jwt) that doesn't exist"],
  ])('from %s are not to be had', async (url, reason) => {
    const error = await provider({ 'sasl.oauthbearer.token.endpoint.url': url }).loggedIn.catch((each: unknown) => each)
    expect(javaTrace(error)).toContain(reason)
  })
})
