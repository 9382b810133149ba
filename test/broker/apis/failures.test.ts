import { expect, test } from 'vitest'
import type { BrokerContext, RequestContext } from '../../../src/broker/apis/api.ts'
import { registry } from '../../../src/broker/apis/registry.ts'
import { advertisedApis } from '../../../src/wire/kafka/api-keys.ts'
import { KafkaError } from '../../../src/wire/kafka/errors.ts'
import { decodeRequestHeader, decodeResponse, encodeRequest } from '../../../src/wire/kafka/headers.ts'
import type { Field, Fields, Message } from '../../../src/wire/schema/index.ts'

const empty: BrokerContext = JSON.parse('{}')
/** A broker of which nothing works. */
const broken = new Proxy(empty, {
  get() {
    throw new KafkaError('KAFKA_STORAGE_ERROR')
  },
})

const samples = {
  boolean: false,
  int8: 0,
  int16: 0,
  uint16: 0,
  int32: 0,
  uint32: 0,
  int64: 0,
  int64big: 0n,
  float64: 0,
  uuid: 'AAAAAAAAAAAAAAAAAAAAAA',
  string: 'x',
  bytes: Buffer.alloc(0),
  records: null,
}

/** A value for everything that the version has, with one element in each list. */
function sampleOf({ type, options }: Field, version: number): unknown {
  if (type.kind === 'struct') return sampleStruct(type.fields, version)
  if (type.kind !== 'array') return samples[type.kind]
  return options.tag === undefined ? [sampleOf({ type: type.element, options: {} }, version)] : []
}

function sampleStruct(fields: Fields, version: number): Record<string, unknown> {
  const there = Object.entries(fields).filter(([, { options }]) => {
    const { since = 0, until = Number.POSITIVE_INFINITY, tag } = options
    return version >= since && version <= until && tag === undefined
  })
  return Object.fromEntries(there.map(([name, field]) => [name, sampleOf(field, version)]))
}

function request(message: Message, version: number): Buffer {
  const chunks = encodeRequest<Message>(message, version, 7, 'me', sampleStruct(message.fields, version))
  return Buffer.concat(chunks.map((chunk) => (Buffer.isBuffer(chunk) ? chunk : Buffer.alloc(0))))
}

const contextOf = (version: number): RequestContext => ({
  version,
  correlationId: 7,
  clientId: 'me',
  principal: 'User:ANONYMOUS',
  clientHost: '127.0.0.1',
  listener: 'PLAINTEXT',
  connectionId: '1',
  connectionSerial: 1,
})

const cases = registry.flatMap(({ wire, serve }) => {
  const versions = []
  for (let version = wire.request.minVersion; version <= wire.request.maxVersion; version++) versions.push(version)
  return versions.map((version) => ({ name: wire.name, wire, serve, version }))
})

test.each(cases)('$name $version says in its own shape what went wrong', async ({ wire, serve, version }) => {
  const frame = request(wire.request, version)
  const served = await serve(broken, frame, decodeRequestHeader(frame).bodyOffset, contextOf(version))
  if (typeof served === 'symbol') return
  const bytes = Buffer.concat(served.map((chunk) => (Buffer.isBuffer(chunk) ? chunk : Buffer.alloc(0))))
  const answer = decodeResponse<Message>(wire.response, version, bytes.subarray(4))
  expect(JSON.stringify(answer)).toMatch(/"\w*errorCode\w*":/i)
})

test('every advertised API but Envelope is answered', () => {
  const answered = new Set(registry.map(({ wire }) => wire.key))
  const missing = advertisedApis.filter(({ key }) => !answered.has(key)).map(({ name }) => name)
  expect(missing).toEqual(['Envelope'])
})
