import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeFileSync } from 'node:fs'
import { createConnection } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import type { DiskFile, FileRange } from '../../src/base/disk/disk.ts'
import { tcpTransport } from '../../src/net/tcp.ts'
import type { Connection, Listener } from '../../src/net/transport.ts'

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

async function listenWith(onConnection: (connection: Connection) => void): Promise<Listener> {
  const listener = await tcpTransport.listen({ host: '127.0.0.1', port: 0 }, onConnection)
  cleanups.push(() => listener.close())
  return listener
}

function received(connection: Connection): Promise<{ bytes: Buffer; error: Error | undefined }> {
  const chunks: Buffer[] = []
  return new Promise((resolve) => {
    connection.onData((chunk) => chunks.push(chunk))
    connection.onClose((error) => resolve({ bytes: Buffer.concat(chunks), error }))
  })
}

/** Just what `Connection.write` asks of a file. */
function readOnly(path: string): DiskFile {
  const descriptor = openSync(path, 'r')
  cleanups.push(() => closeSync(descriptor))
  const refuse = () => {
    throw new Error('read only')
  }
  return {
    path,
    descriptor,
    size: refuse,
    read: (target, position) => readSync(descriptor, target, 0, target.length, position),
    write: refuse,
    truncate: refuse,
    sync: refuse,
    syncLater: refuse,
    close: refuse,
  }
}

function fileOf(bytes: Buffer): DiskFile {
  const folder = mkdtempSync(join(tmpdir(), 'kafkabox-tcp-'))
  cleanups.push(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'data'), bytes)
  return readOnly(join(folder, 'data'))
}

const pattern = Buffer.from(Array.from({ length: 1_000_003 }, (_, index) => (index * 7) % 251))

test('bytes and file ranges arrive in order, whatever their sizes', async () => {
  const file = fileOf(pattern)
  const range = (position: number, length: number): FileRange => ({ file, position, length })
  const listener = await listenWith((connection) => {
    connection.write([Buffer.from('head'), range(0, pattern.length), Buffer.from('middle'), range(3, 5)])
    connection.write([Buffer.from('tail')])
    connection.end()
  })
  const client = await tcpTransport.connect(listener.address, { timeoutMs: 5000 })
  const { bytes, error } = await received(client)
  expect(error).toBeUndefined()
  const expected = Buffer.concat([
    Buffer.from('head'),
    pattern,
    Buffer.from('middle'),
    pattern.subarray(3, 8),
    Buffer.from('tail'),
  ])
  expect(bytes.equals(expected)).toBe(true)
})

test('a reader that does not read holds the writer back, then gets everything', async () => {
  const file = fileOf(pattern)
  const rounds = 20
  const refused = deferred()
  const listener = await listenWith((connection) => {
    let left = rounds
    const fill = () => {
      while (left > 0) {
        left--
        if (!connection.write([{ file, position: 0, length: pattern.length }])) {
          refused.resolve()
          return
        }
      }
      connection.end()
    }
    connection.onDrain(fill)
    fill()
  })
  const client = await tcpTransport.connect(listener.address, { timeoutMs: 5000 })
  await refused.promise
  const { bytes } = await received(client)
  expect(bytes.length).toBe(rounds * pattern.length)
})

function deferred() {
  let resolve: () => void = () => {}
  const promise = new Promise<void>((done) => {
    resolve = done
  })
  return { promise, resolve }
}

test('a file that is shorter than its range ends the connection', async () => {
  const file = fileOf(Buffer.alloc(10))
  const closed = new Promise<Error | undefined>((resolve) => {
    void listenWith((connection) => {
      connection.onClose(resolve)
      connection.write([{ file, position: 0, length: 20 }])
    }).then((listener) => {
      const socket = createConnection(listener.address.port, '127.0.0.1')
      socket.on('error', () => {})
    })
  })
  expect((await closed)?.message).toContain('ended before')
})

test('connecting where nobody listens tells the address that refused', async () => {
  const listener = await tcpTransport.listen({ host: '127.0.0.1', port: 0 }, () => {})
  await listener.close()
  const attempt = tcpTransport.connect({ host: 'localhost', port: listener.address.port }, { timeoutMs: 5000 })
  await expect(attempt).rejects.toMatchObject({ code: 'ECONNREFUSED', address: '127.0.0.1' })
})

test('a taken port is refused with EADDRINUSE', async () => {
  const listener = await listenWith(() => {})
  await expect(tcpTransport.listen(listener.address, () => {})).rejects.toMatchObject({ code: 'EADDRINUSE' })
})

test('a listener on all addresses shows IPv4 peers as IPv4', async () => {
  const seen = new Promise<string>((resolve) => {
    void tcpTransport
      .listen({ host: '', port: 0 }, (connection) => {
        resolve(connection.remote.host)
        connection.destroy()
      })
      .then((listener) => {
        cleanups.push(() => listener.close())
        return tcpTransport.connect({ host: '127.0.0.1', port: listener.address.port }, { timeoutMs: 5000 })
      })
  })
  expect(await seen).toBe('127.0.0.1')
})
