import { expect, test } from 'vitest'
import { ApiVersionsRequest, ApiVersionsResponse } from '../../../src/wire/kafka/api-versions.ts'
import { ControlledShutdownRequest } from '../../../src/wire/kafka/controlled-shutdown.ts'
import { errorCode, errorName, errorOf, KafkaError, kafkaError } from '../../../src/wire/kafka/errors.ts'
import {
  decodeRequestHeader,
  decodeResponse,
  encodeRequest,
  encodeRequestFrame,
  encodeResponseFrame,
} from '../../../src/wire/kafka/headers.ts'
import { HeartbeatRequest, HeartbeatResponse } from '../../../src/wire/kafka/heartbeat.ts'
import { decode } from '../../../src/wire/schema/index.ts'
import { joined } from '../schema/codecs.ts'

const body = { groupId: 'g', generationId: 1, memberId: 'm' }

test('a request of a plain and of a flexible version', () => {
  expect(joined(encodeRequest(HeartbeatRequest, 0, 5, 'me', body)).toString('hex')).toBe(
    '000c000000000005' + '00026d65' + '000167' + '00000001' + '00016d',
  )
  const flexible = joined(encodeRequest(HeartbeatRequest, 4, 5, null, body))
  expect(flexible.toString('hex')).toBe('000c000400000005' + 'ffff' + '00' + '0267' + '00000001' + '026d' + '00' + '00')
  const header = decodeRequestHeader(flexible)
  expect(header).toEqual({ apiKey: 12, apiVersion: 4, correlationId: 5, clientId: null, bodyOffset: 11 })
  expect(decode(HeartbeatRequest, 4, flexible, header.bodyOffset)).toEqual({ ...body, groupInstanceId: null })
})

test('a frame is the same behind its length', () => {
  const frame = joined(encodeRequestFrame(HeartbeatRequest, 4, 5, 'me', body))
  expect(frame.readInt32BE(0)).toBe(frame.length - 4)
  expect(frame.subarray(4)).toEqual(joined(encodeRequest(HeartbeatRequest, 4, 5, 'me', body)))
})

test('ControlledShutdown 0 has no client id', () => {
  const frame = joined(encodeRequest(ControlledShutdownRequest, 0, 5, 'me', { brokerId: 3 }))
  expect(frame.toString('hex')).toBe('000700000000000500000003')
  expect(decodeRequestHeader(frame)).toMatchObject({ clientId: '', bodyOffset: 8 })
})

test('responses: flexible ones have tagged fields in the header, ApiVersions never', () => {
  const response = joined(encodeResponseFrame(HeartbeatResponse, 4, 5, { errorCode: 27 }))
  expect(response.toString('hex')).toBe('0000000c' + '00000005' + '00' + '00000000' + '001b' + '00')
  expect(decodeResponse(HeartbeatResponse, 4, response.subarray(4))).toEqual({ throttleTimeMs: 0, errorCode: 27 })
  const versions = joined(encodeResponseFrame(ApiVersionsResponse, 3, 5, { errorCode: 0, apiKeys: [] }))
  expect(versions.subarray(4, 11).toString('hex')).toBe('00000005' + '0000' + '01')
})

test('headers of unknown APIs and versions are read', () => {
  const key = Buffer.from('03e7000000000005ffff', 'hex')
  expect(decodeRequestHeader(key)).toMatchObject({ apiKey: 999, correlationId: 5, clientId: null })
  const version = joined(
    encodeRequest(ApiVersionsRequest, 3, 5, 'me', { clientSoftwareName: 'a', clientSoftwareVersion: '1' }),
  )
  version[3] = 99
  expect(decodeRequestHeader(version)).toMatchObject({ apiKey: 18, apiVersion: 99, clientId: 'me' })
})

test('errors are found by code and by name', () => {
  expect(errorCode('UNKNOWN_MEMBER_ID')).toBe(25)
  expect(errorName(25)).toBe('UNKNOWN_MEMBER_ID')
  expect(errorOf(9999).name).toBe('UNKNOWN_SERVER_ERROR')
  expect(kafkaError(36, null)).toMatchObject({
    code: 36,
    errorName: 'TOPIC_ALREADY_EXISTS',
    className: 'org.apache.kafka.common.errors.TopicExistsException',
    message: 'Topic with this name already exists.',
    retriable: false,
  })
  expect(new KafkaError('INVALID_RECORD', 'No key').className).toBe('org.apache.kafka.common.InvalidRecordException')
  expect(new KafkaError('INVALID_RECORD', 'No key').message).toBe('No key')
})
