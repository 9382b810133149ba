import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemClock } from '../../../src/base/clock.ts'
import { MemoryDisk } from '../../../src/base/disk/memory-disk.ts'
import { silentLogger } from '../../../src/base/logger.ts'
import { systemRandom } from '../../../src/base/random.ts'
import { tcpTransport } from '../../../src/net/tcp.ts'
import { readTlsSettings } from '../../../src/net/tls/tls-settings.ts'
import { tlsTransport } from '../../../src/net/tls/tls-transport.ts'
import { unifiedTransport } from '../../../src/net/tls/unified-transport.ts'
import { zooKeeperConfig } from '../../../src/zookeeper/config/config.ts'
import { startZooKeeper } from '../../../src/zookeeper/server/start.ts'
import { root } from '../../kit/bundle.ts'
import { freePort } from '../../kit/servers.ts'
import { RawClient } from './raw-client.ts'

const certificates = path.join(root, 'test/kit/certificates')

const tlsSettings = (properties: Record<string, string>) =>
  readTlsSettings({
    properties: new Map(Object.entries(properties)),
    prefix: 'ssl.',
    readFile: (name) => readFileSync(path.join(certificates, name)),
  })

const serverTls = tlsSettings({
  'ssl.keyStore.location': 'server.pem',
  'ssl.trustStore.location': 'authority.pem',
  'ssl.clientAuth': 'need',
})
const withCertificate = tlsTransport(
  tlsSettings({ 'ssl.keyStore.location': 'client.pem', 'ssl.trustStore.location': 'authority.pem' }),
)
const withoutCertificate = tlsTransport(tlsSettings({ 'ssl.trustStore.location': 'authority.pem' }))

let server: Awaited<ReturnType<typeof startZooKeeper>>
let securePort = 0

beforeAll(async () => {
  securePort = await freePort()
  const settings = {
    dataDir: '/data',
    clientPort: '0',
    clientPortAddress: '127.0.0.1',
    preAllocSize: '0',
    secureClientPort: String(securePort),
    secureClientPortAddress: '127.0.0.1',
    serverCnxnFactory: 'org.apache.zookeeper.server.NettyServerCnxnFactory',
    'client.portUnification': 'true',
    '4lw.commands.whitelist': '*',
  }
  server = await startZooKeeper({
    config: zooKeeperConfig(new Map(Object.entries(settings))),
    transport: tcpTransport,
    clientTransport: unifiedTransport(serverTls),
    secureTransport: tlsTransport(serverTls),
    disk: new MemoryDisk(),
    clock: systemClock,
    random: systemRandom,
    logger: silentLogger,
  })
})
afterAll(() => server?.close())

/** What the server says to these bytes until it ends the connection. */
async function saidTo(port: number, bytes: Buffer): Promise<string> {
  const connection = await tcpTransport.connect({ host: '127.0.0.1', port }, { timeoutMs: 5000 })
  let said = ''
  connection.onData((chunk) => {
    said += chunk.toString('latin1')
  })
  connection.write([bytes])
  await new Promise<void>((resolve) => connection.onClose(() => resolve()))
  return said
}

describe.each([
  ['a port with TLS', () => securePort],
  ['a port for both', () => server.address.port],
])('%s', (_, port) => {
  test('serves who has a certificate, also in many pieces', async () => {
    const client = await RawClient.connect(port(), {}, withCertificate)
    const data = 'x'.repeat(300_000)
    expect(await client.create(`/big-${port()}`, data)).toBe(`/big-${port()}`)
    expect(await client.text(`/big-${port()}`)).toBe(data)
    client.destroy()
  })

  test('sends away who has none', async () => {
    const client = await RawClient.connect(port(), {}, withoutCertificate).catch(() => undefined)
    expect(client?.session.sessionId ?? 0n).toBe(0n)
  })

  test('sends away who speaks neither TLS nor ZooKeeper, and the others live on', async () => {
    const witness = await RawClient.connect(port(), {}, withCertificate)
    for (const bytes of [
      Buffer.from('GET / HTTP/1.1\r\n\r\n'),
      Buffer.from([0x16, 3, 1, 0, 5, 1, 2, 3, 4, 5]),
      Buffer.alloc(5000, 0x16),
      Buffer.alloc(16),
    ]) {
      await saidTo(port(), bytes)
      expect(await witness.exists('/')).toBe(true)
    }
    witness.destroy()
  })
})

test('the port for both serves who speaks no TLS, words as well; the other one does not', async () => {
  const { port } = server.address
  const client = await RawClient.connect(port)
  expect(await client.create('/plain')).toBe('/plain')
  client.destroy()
  expect(await saidTo(port, Buffer.from('ruok'))).toBe('imok')
  expect(await saidTo(port, Buffer.from('conf'))).toContain(`clientPort=${port}\nsecureClientPort=${securePort}\n`)
  expect(await saidTo(securePort, Buffer.from('ruok....'))).not.toContain('imok')
})

test('who connects to the port for both and says nothing can still speak later', async () => {
  const silent = await RawClient.open(server.address.port)
  const other = await RawClient.connect(server.address.port)
  expect(await other.exists('/')).toBe(true)
  await silent.greet({})
  expect(silent.session.sessionId).not.toBe(0n)
  for (const client of [silent, other]) client.destroy()
})
