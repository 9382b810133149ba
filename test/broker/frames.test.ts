import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ApiVersions } from '../../src/wire/kafka/api-versions.ts'
import { decodeResponse, encodeRequestFrame } from '../../src/wire/kafka/headers.ts'
import { ListOffsets } from '../../src/wire/kafka/list-offsets.ts'
import { Metadata } from '../../src/wire/kafka/metadata.ts'
import { Produce } from '../../src/wire/kafka/produce.ts'
import { buildBatch } from '../../src/wire/records/builder.ts'
import { WireClient } from '../kit/wire-client.ts'
import { TestCluster } from './kit/cluster.ts'

let cluster: TestCluster
let bystander: WireClient

beforeAll(async () => {
  cluster = await TestCluster.start({ 'socket.request.max.bytes': '100000' })
  bystander = await WireClient.connect(cluster.port)
  await bystander.createTopic('frames')
})
afterAll(async () => {
  bystander.close()
  await cluster.close()
})

const frame = (bytes: Buffer) => {
  const size = Buffer.alloc(4)
  size.writeInt32BE(bytes.length)
  return Buffer.concat([size, bytes])
}

const bytesOf = (parts: ReturnType<typeof encodeRequestFrame>) =>
  Buffer.concat(parts.filter((part) => part instanceof Uint8Array))

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex')

/** What comes back until the broker closes the connection. */
function untilClosed(bytes: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const received: Buffer[] = []
    const socket = connect(cluster.port, '127.0.0.1', () => socket.write(bytes))
    socket.on('data', (chunk) => received.push(chunk))
    socket.on('error', reject)
    socket.on('close', () => resolve(Buffer.concat(received)))
  })
}

/** The first frames that come back, without their prefixes. */
function firstFrames(socket: Socket, count: number): Promise<Buffer[]> {
  return new Promise((resolve, reject) => {
    let bytes = Buffer.alloc(0)
    socket.on('error', reject)
    socket.on('data', (chunk) => {
      bytes = Buffer.concat([bytes, chunk])
      const frames: Buffer[] = []
      let at = 0
      while (bytes.length - at >= 4 && bytes.length - at - 4 >= bytes.readInt32BE(at)) {
        frames.push(bytes.subarray(at + 4, at + 4 + bytes.readInt32BE(at)))
        at += 4 + bytes.readInt32BE(at)
      }
      if (frames.length >= count) resolve(frames)
    })
  })
}

const refusedFrames: Record<string, Buffer> = {
  'a negative length': hex('ffffffff'),
  'a length over socket.request.max.bytes': hex('7fffffff 0000'),
  'an empty frame': frame(Buffer.alloc(0)),
  'a frame too short for a header': frame(hex('0003 0001 00')),
  'a client id longer than the frame': frame(hex('0003 0001 00000001 7fff 41')),
  'an unknown API': frame(hex('0063 0000 00000001 ffff')),
  'a disabled API (Vote)': frame(hex('0034 0000 00000001 ffff 00')),
  'an API of KRaft (DescribeQuorum)': frame(hex('0037 0000 00000001 ffff 00')),
  'a version beyond the highest (Metadata v13)': frame(hex('0003 000d 00000001 ffff 00')),
  'a negative version': frame(hex('0003 ffff 00000001 ffff')),
  'a list longer than the frame (Metadata v1)': frame(hex('0003 0001 00000001 ffff 7fffffff')),
  'a negative list length (Produce v3)': frame(hex('0000 0003 00000001 ffff ffff ffff 00001000 fffffffe')),
  'text that is no request': Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'),
}

describe('a frame that Kafka would close the connection for', () => {
  for (const [name, bytes] of Object.entries(refusedFrames)) {
    it(`${name} ends that connection, and no other`, async () => {
      expect(await untilClosed(bytes)).toEqual(Buffer.alloc(0))
      const { topics } = await bystander.ask(Metadata, 1, { topics: [{ name: 'frames', topicId: '' }] })
      expect(topics[0]?.errorCode).toBe(0)
    })
  }
})

it('answers ApiVersions of the future in version 0, with what it can do', async () => {
  const socket = connect(cluster.port, '127.0.0.1')
  socket.write(frame(hex('0012 0007 00000005 ffff 00 01 02 03')))
  const [answer = Buffer.alloc(0)] = await firstFrames(socket, 1)
  socket.destroy()
  expect(decodeResponse(ApiVersions.response, 0, answer)).toMatchObject({
    errorCode: 35,
    apiKeys: [{ apiKey: 18, minVersion: 0, maxVersion: 3 }],
  })
})

it('refuses a software name that is none', async () => {
  const body = { clientSoftwareName: '-x', clientSoftwareVersion: '1' }
  const answer = await bystander.ask(ApiVersions, 3, body)
  expect([answer.errorCode, answer.apiKeys]).toEqual([42, []])
})

it('answers pipelined requests in their order, the slow one first', async () => {
  const socket = connect(cluster.port, '127.0.0.1')
  const ids = [1, 2, 3, 4, 5]
  const topics = (name: string) => [{ name, topicId: '' }]
  for (const id of ids) {
    // The first has to create a topic in ZooKeeper.
    const body = { topics: topics(id === 1 ? 'made-on-demand' : 'frames') }
    socket.write(bytesOf(encodeRequestFrame(Metadata.request, 4, id, 'test', body)))
  }
  const frames = await firstFrames(socket, ids.length)
  socket.destroy()
  expect(frames.map((bytes) => bytes.readInt32BE(0))).toEqual(ids)
})

it('reads frames that come in single bytes', async () => {
  const socket = connect({ port: cluster.port, host: '127.0.0.1', noDelay: true })
  const whole = frame(hex('0003 0001 00000009 ffff 00000000'))
  for (const byte of whole) {
    socket.write(Buffer.from([byte]))
    await new Promise((resolve) => setImmediate(resolve))
  }
  const [answer = Buffer.alloc(0)] = await firstFrames(socket, 1)
  socket.destroy()
  expect(answer.readInt32BE(0)).toBe(9)
})

describe('produce without acknowledgement', () => {
  const produce = (topic: string, id: number) => {
    const records = buildBatch([{ timestamp: 1, key: null, value: Buffer.from('v') }])
    const topicData = [{ name: topic, partitionData: [{ index: 0, records }] }]
    const body = { acks: 0, timeoutMs: 1000, topicData }
    return bytesOf(encodeRequestFrame(Produce.request, 7, id, 'test', body))
  }

  it('is written and not answered', async () => {
    const socket = connect(cluster.port, '127.0.0.1')
    const partitions = [{ partitionIndex: 0, timestamp: -1 }]
    const list = { replicaId: -1, isolationLevel: 0, topics: [{ name: 'frames', partitions }] }
    const question = bytesOf(encodeRequestFrame(ListOffsets.request, 1, 2, 'test', list))
    socket.write(Buffer.concat([produce('frames', 1), question]))
    const [answer = Buffer.alloc(0)] = await firstFrames(socket, 1)
    socket.destroy()
    expect(answer.readInt32BE(0)).toBe(2)
    expect(decodeResponse(ListOffsets.response, 1, answer).topics[0]?.partitions[0]?.offset).toBe(1)
  })

  it('closes the connection when it fails', async () => {
    expect(await untilClosed(produce('nowhere', 1))).toEqual(Buffer.alloc(0))
  })
})
