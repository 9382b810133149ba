import { expect, test } from 'vitest'
import { explainRequest, explainResponse } from '../../../src/wire/kafka/explain.ts'
import { encodeRequest, encodeResponseFrame } from '../../../src/wire/kafka/headers.ts'
import { Heartbeat } from '../../../src/wire/kafka/heartbeat.ts'
import { Produce } from '../../../src/wire/kafka/produce.ts'
import { joined } from '../schema/codecs.ts'

test('a request', () => {
  const body = {
    acks: -1,
    timeoutMs: 1500,
    topicData: [
      {
        name: 't',
        partitionData: [
          { index: 0, records: Buffer.alloc(20, 7) },
          { index: 1, records: null },
        ],
      },
    ],
  }
  expect(explainRequest(Produce, joined(encodeRequest(Produce.request, 9, 4, 'me', body)))).toEqual([
    'ProduceRequest v9, correlation 4, client "me"',
    '  transactionalId: null',
    '  acks: -1',
    '  timeoutMs: 1500',
    '  topicData:',
    '  - name: "t"',
    '    partitionData:',
    '    - index: 0',
    '      records: 20 bytes 07070707070707070707070707070707…',
    '    - index: 1',
    '      records: null',
  ])
})

test('a response', () => {
  const frame = joined(encodeResponseFrame(Heartbeat.response, 0, 4, { errorCode: 27 })).subarray(4)
  expect(explainResponse(Heartbeat, 0, frame)).toEqual([
    'HeartbeatResponse v0, correlation 4',
    '  errorCode: 27 REBALANCE_IN_PROGRESS',
  ])
})
