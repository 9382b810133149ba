import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { tcpTransport } from '../../src/net/tcp.ts'
import { readTlsSettings } from '../../src/net/tls/tls-settings.ts'
import { tlsTransport } from '../../src/net/tls/tls-transport.ts'
import type { Connection, Listener } from '../../src/net/transport.ts'
import { root } from '../kit/bundle.ts'

const folder = path.join(root, 'test/kit/certificates')
const password = 'changeit'

/** Settings from stores of the folder. */
function settings(keyStore: string | undefined, trustStore: string | undefined, more: Record<string, string> = {}) {
  const properties = new Map(Object.entries(more).map(([key, value]) => [`ssl.${key}`, value]))
  for (const [kind, name] of [
    ['keyStore', keyStore],
    ['trustStore', trustStore],
  ] as const) {
    if (name === undefined) continue
    properties.set(`ssl.${kind}.location`, name)
    if (!properties.has(`ssl.${kind}.password`)) properties.set(`ssl.${kind}.password`, password)
  }
  return readTlsSettings({ properties, prefix: 'ssl.', readFile: (name) => readFileSync(path.join(folder, name)) })
}

const open: { close?(): unknown; destroy?(): void }[] = []
afterEach(() => {
  for (const each of open.splice(0)) each.close?.() ?? each.destroy?.()
})

/** Answers with who asks. */
async function server(...args: Parameters<typeof settings>): Promise<Listener> {
  const listener = await tlsTransport(settings(...args)).listen({ host: '127.0.0.1', port: 0 }, (connection) => {
    open.push(connection)
    connection.onBytes((chunk) => {
      connection.write([Buffer.from(`${connection.peerCertificate?.()?.subject}: `), Buffer.from(chunk)])
    })
  })
  open.push(listener)
  return listener
}

/** What it says to `hello`. */
async function ask(connection: Connection): Promise<string> {
  open.push(connection)
  return new Promise((resolve, reject) => {
    let text = ''
    connection.onData((chunk) => {
      text += chunk
      if (text.endsWith('hello')) resolve(text)
    })
    connection.onClose((error) => reject(error ?? new Error('closed')))
    connection.write([Buffer.from('hello')])
  })
}

async function talk(to: Listener, ...args: Parameters<typeof settings>): Promise<string> {
  const { port } = to.address
  return ask(await tlsTransport(settings(...args)).connect({ host: '127.0.0.1', port }, { timeoutMs: 10_000 }))
}

describe('TLS', () => {
  test.each([
    ['client.pem', 'authority.pem'],
    ['client-locked.pem', 'authority.pem'],
    ['client.p12', 'trust.p12'],
    ['client-old.p12', 'trust.jks'],
    ['client.jks', 'client.p12'],
  ])('a client with %s and %s is known by its name', async (keyStore, trustStore) => {
    const listener = await server('server.p12', 'authority.pem')
    expect(await talk(listener, keyStore, trustStore)).toBe('CN=client,OU=shell,O=kafkabox\\, tests,C=DE: hello')
  })

  test('a server asks for a certificate only when it is told to', async () => {
    const free = await server('server.pem', 'authority.pem', { clientAuth: 'none' })
    expect(await talk(free, 'client.pem', 'authority.pem')).toBe('undefined: hello')
    const wishing = await server('server.pem', 'authority.pem', { clientAuth: 'want' })
    expect(await talk(wishing, undefined, 'authority.pem')).toBe('undefined: hello')
    expect(await talk(wishing, 'client.pem', 'authority.pem')).toContain('CN=client')
    await expect(talk(wishing, 'foreign.pem', 'authority.pem')).rejects.toThrow()
    const strict = await server('server.pem', 'authority.pem')
    await expect(talk(strict, undefined, 'authority.pem')).rejects.toThrow()
    await expect(talk(strict, 'foreign.pem', 'authority.pem')).rejects.toThrow()
  })

  test('a server has to be who it is taken for', async () => {
    const foreign = await server('foreign.pem', 'authority.pem')
    await expect(talk(foreign, 'client.pem', 'authority.pem')).rejects.toThrow('self-signed certificate')
    const elsewhere = await server('elsewhere.pem', 'authority.pem')
    await expect(talk(elsewhere, 'client.pem', 'authority.pem')).rejects.toThrow(
      "IP: 127.0.0.1 is not in the cert's list",
    )
    expect(await talk(elsewhere, 'client.pem', 'authority.pem', { hostnameVerification: 'false' })).toContain('hello')
    const { port } = elsewhere.address
    const named = tlsTransport(settings('client.pem', 'authority.pem')).connect(
      { host: '127.0.0.1', port },
      { timeoutMs: 10_000, serverName: 'elsewhere.invalid' },
    )
    expect(await ask(await named)).toContain('hello')
  })

  test('a server that checks where its clients come from refuses one that is made out to another host', async () => {
    const listener = await server('server.pem', 'authority.pem', { clientHostnameVerification: 'true' })
    await expect(talk(listener, 'client.pem', 'authority.pem')).rejects.toThrow()
    expect(await talk(listener, 'server.pem', 'authority.pem')).toContain('CN=server')
  })

  test('versions and ciphers are those that both sides have', async () => {
    const suite = 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256'
    const old = await server('server.pem', 'authority.pem', { protocol: 'TLSv1.2', ciphersuites: suite })
    expect(await talk(old, 'client.pem', 'authority.pem', { ciphersuites: suite })).toContain('hello')
    await expect(talk(old, 'client.pem', 'authority.pem', { enabledProtocols: 'TLSv1.3' })).rejects.toThrow()
  })

  test('who speaks no TLS is sent away, and refused ports are errors', async () => {
    const listener = await server('server.pem', 'authority.pem')
    const plain = await tcpTransport.connect({ host: '127.0.0.1', port: listener.address.port }, { timeoutMs: 10_000 })
    await expect(ask(plain)).rejects.toThrow()
    expect(await talk(listener, 'client.pem', 'authority.pem')).toContain('hello')
    await listener.close()
    await expect(talk(listener, 'client.pem', 'authority.pem')).rejects.toThrow('ECONNREFUSED')
  })

  const refused: [Parameters<typeof settings>, string][] = [
    [['client.p12', undefined, { 'keyStore.password': 'wrong' }], 'client.p12: keystore password was incorrect'],
    [
      ['client.jks', undefined, { 'keyStore.password': 'wrong' }],
      'client.jks: Keystore was tampered with, or password was incorrect',
    ],
    [['trust.p12', undefined], 'trust.p12: there is no private key in it'],
    [['client.p12', undefined, { 'keyStore.type': 'BCFKS' }], 'BCFKS are not supported: convert it to PKCS12 or PEM'],
    [['make.sh', undefined], 'make.sh: Unable to auto-detect store type from file name'],
    [['client.pem', undefined, { 'keyStore.type': 'PKCS12' }], 'client.pem: '],
    [[undefined, 'make.sh', { 'trustStore.type': 'pem' }], 'make.sh: there is no certificate in it'],
    [['client.pem', undefined, { crl: 'true' }], "ssl.crl: revocation of certificates can't be checked"],
    [['client.pem', undefined, { protocol: 'SSLv2' }], 'SSLv2: no such version of TLS'],
    [['client.pem', undefined, { ciphersuites: 'TLS_NONE' }], 'TLS_NONE: no such cipher suite'],
    [['client.pem', undefined, { clientAuth: 'perhaps' }], 'clientAuth is perhaps'],
  ]
  test.each(refused)('%j is refused', (args, reason) => {
    expect(() => settings(...args)).toThrow(reason)
  })
})
