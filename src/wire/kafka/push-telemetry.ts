import { boolean, bytes, int8, int16, int32, message, type TypeOf, uuid } from '../schema/index.ts'
import { api } from './api.ts'

export const PushTelemetryRequest = message(
  'PushTelemetryRequest',
  { key: 72, versions: '0', flexible: '0+' },
  {
    clientInstanceId: uuid(),
    subscriptionId: int32(),
    terminating: boolean(),
    compressionType: int8(),
    metrics: bytes(),
  },
)
export type PushTelemetryRequest = TypeOf<typeof PushTelemetryRequest>

export const PushTelemetryResponse = message(
  'PushTelemetryResponse',
  { key: 72, versions: '0', flexible: '0+' },
  {
    throttleTimeMs: int32({ default: 0 }),
    errorCode: int16(),
  },
)
export type PushTelemetryResponse = TypeOf<typeof PushTelemetryResponse>

export const PushTelemetry = api('PushTelemetry', PushTelemetryRequest, PushTelemetryResponse)
