import { afterEach, expect, test } from 'vitest'
import { systemClock } from '../../src/base/clock.ts'
import { ClientConnection, ConnectionClosedError, RequestTimeoutError } from '../../src/net/client-connection.ts'
import { type FrameMemory, KeptMemory } from '../../src/net/frame-memory.ts'
import { FrameSplitter } from '../../src/net/frames.ts'
import { tcpTransport } from '../../src/net/tcp.ts'
import type { Connection } from '../../src/net/transport.ts'

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

const framed = (bytes: Buffer) => {
  const prefix = Buffer.alloc(4)
  prefix.writeInt32BE(bytes.length)
  return [prefix, bytes]
}

async function connectTo(
  onFrame: (frame: Buffer, connection: Connection) => void,
  memory?: FrameMemory,
): Promise<ClientConnection> {
  const listener = await tcpTransport.listen({ host: '127.0.0.1', port: 0 }, (connection) => {
    const splitter = new FrameSplitter(1_000_000)
    connection.onData((chunk) => {
      for (const frame of splitter.push(chunk)) onFrame(frame, connection)
    })
    cleanups.push(() => connection.destroy())
  })
  cleanups.push(() => listener.close())
  const connection = await tcpTransport.connect(listener.address, { timeoutMs: 5000 })
  const client = new ClientConnection(connection, { clock: systemClock, ...(memory === undefined ? {} : { memory }) })
  cleanups.push(() => client.close())
  return client
}

const requestOf = (text: string) => (correlationId: number) => {
  const id = Buffer.alloc(4)
  id.writeInt32BE(correlationId)
  return framed(Buffer.concat([id, Buffer.from(text)]))
}

const ask = (client: ClientConnection, text: string, timeoutMs = 5000) => client.request(requestOf(text), timeoutMs)

test('pipelined requests get their own answers', async () => {
  const client = await connectTo((frame, connection) => connection.write(framed(frame)))
  const answers = await Promise.all(Array.from({ length: 100 }, (_, index) => ask(client, `request ${index}`)))
  expect(answers.map((frame) => frame.toString('utf8', 4))).toEqual(answers.map((_, index) => `request ${index}`))
  expect(client.inFlight).toBe(0)
})

test('a missing answer times out and takes the connection with it', async () => {
  const client = await connectTo(() => {})
  const slow = ask(client, 'slow', 60_000)
  const fast = ask(client, 'fast', 20)
  await expect(fast).rejects.toBeInstanceOf(RequestTimeoutError)
  await expect(slow).rejects.toBeInstanceOf(ConnectionClosedError)
  expect(client.closed).toBe(true)
  await expect(ask(client, 'late')).rejects.toBeInstanceOf(ConnectionClosedError)
})

test('a peer that hangs up fails what waits', async () => {
  const client = await connectTo((_, connection) => connection.destroy())
  await expect(ask(client, 'hello')).rejects.toBeInstanceOf(ConnectionClosedError)
})

test('an answer to nothing that was asked closes the connection', async () => {
  const client = await connectTo((frame, connection) => {
    frame.writeInt32BE(77)
    connection.write(framed(frame))
  })
  await expect(ask(client, 'hello')).rejects.toMatchObject({
    cause: { message: 'Correlation id for response (77) does not match request (0)' },
  })
})

test('large answers are lent, one after the other, and kept by those who ask for them', async () => {
  const client = await connectTo((frame, connection) => connection.write(framed(frame)), new KeptMemory())
  const texts = Array.from({ length: 20 }, (_, at) => String.fromCharCode(65 + at).repeat(100_000 * (1 + (at % 5))))
  const lent = texts.map((text) => client.borrow(requestOf(text), 5000, (frame) => frame.toString('utf8', 4)))
  expect((await Promise.all(lent)).map((text) => text.length)).toEqual(texts.map((text) => text.length))
  expect(await Promise.all(lent)).toEqual(texts)
  const kept = await Promise.all(texts.map((text) => ask(client, text)))
  expect(kept.map((frame) => frame.toString('utf8', 4))).toEqual(texts)
})

test('who chokes on an answer hears of it, and the next answers come', async () => {
  const client = await connectTo((frame, connection) => connection.write(framed(frame)))
  const choke = () => {
    throw new Error('choked')
  }
  await expect(client.borrow(requestOf('a'), 5000, choke)).rejects.toThrow('choked')
  expect((await ask(client, 'b')).toString('utf8', 4)).toBe('b')
})
