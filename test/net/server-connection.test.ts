import { createConnection, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { ServerConnection } from '../../src/net/server-connection.ts'
import { tcpTransport } from '../../src/net/tcp.ts'

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

function framed(text: string): Buffer {
  const bytes = Buffer.from(text)
  const prefix = Buffer.alloc(4)
  prefix.writeInt32BE(bytes.length)
  return Buffer.concat([prefix, bytes])
}

type Handle = (text: string) => readonly Buffer[] | Promise<readonly Buffer[]>

async function serve(handle: Handle): Promise<number> {
  const listener = await tcpTransport.listen({ host: '127.0.0.1', port: 0 }, (connection) => {
    const served = new ServerConnection(connection, {
      maxFrame: 1 << 24,
      handle: (frame) => handle(frame.toString()),
      onClose: () => {},
    })
    cleanups.push(() => served.destroy())
  })
  cleanups.push(() => listener.close())
  return listener.address.port
}

async function connected(port: number): Promise<Socket> {
  const socket = createConnection(port, '127.0.0.1')
  cleanups.push(() => socket.destroy())
  await new Promise((resolve) => socket.once('connect', resolve))
  return socket
}

/** What comes in, as soon as it is so long. */
function received(socket: Socket, length: number): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    socket.on('data', (chunk) => {
      text += chunk.toString()
      if (text.length >= length) resolve(text)
    })
    socket.once('close', () => reject(new Error(`closed after '${text}'`)))
  })
}

test('requests that wait keep their bytes, whatever other connections send meanwhile', async () => {
  let release: () => void = () => {}
  const port = await serve((text) => {
    if (text !== 'slow') return [Buffer.from(`${text};`)]
    return new Promise((resolve) => {
      release = () => resolve([Buffer.from('slow;')])
    })
  })
  const waiting = await connected(port)
  const answers = received(waiting, 'slow;first;second;'.length)
  waiting.write(Buffer.concat([framed('slow'), framed('first'), framed('second')]))
  const other = await connected(port)
  const overwritten = received(other, 'XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX;'.length)
  other.write(framed('XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX'))
  await overwritten
  release()
  expect(await answers).toBe('slow;first;second;')
})

test('large requests on many connections at once come through whole', async () => {
  const port = await serve((text) => [Buffer.from(`${text.length}:${new Set(text).size}:${text[0]};`)])
  const clients = await Promise.all(Array.from('abcdefgh', () => connected(port)))
  const sizes = [20_000, 900_000, 3_000_000]
  const answers = await Promise.all(
    clients.map((socket, index) => {
      const letter = 'abcdefgh'[index] ?? ''
      const expected = sizes.map((size) => `${size}:1:${letter};`).join('')
      const answer = received(socket, expected.length)
      for (const size of sizes) socket.write(framed(letter.repeat(size)))
      return answer.then((text) => text === expected)
    }),
  )
  expect(answers).toEqual(clients.map(() => true))
})

test('pieces of a large frame are put together in memory that grows with them', async () => {
  const port = await serve((text) => [Buffer.from(`${text.length};`)])
  const socket = await connected(port)
  const before = process.memoryUsage().arrayBuffers
  const prefix = Buffer.alloc(4)
  prefix.writeInt32BE(1 << 24)
  const answer = received(socket, '16777216;'.length)
  socket.write(prefix)
  socket.write(Buffer.alloc(1000, 'x'))
  await new Promise((resolve) => setImmediate(resolve))
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(4 << 20)
  socket.write(Buffer.alloc((1 << 24) - 1000, 'x'))
  expect(await answer).toBe('16777216;')
})
