import { array, boolean, int8, int16, int32, message, string, type TypeOf, uuid } from '../schema/index.ts'
import { api } from './api.ts'

export const GetTelemetrySubscriptionsRequest = message(
  'GetTelemetrySubscriptionsRequest',
  { key: 71, versions: '0', flexible: '0+' },
  {
    clientInstanceId: uuid(),
  },
)
export type GetTelemetrySubscriptionsRequest = TypeOf<typeof GetTelemetrySubscriptionsRequest>

export const GetTelemetrySubscriptionsResponse = message(
  'GetTelemetrySubscriptionsResponse',
  { key: 71, versions: '0', flexible: '0+' },
  {
    throttleTimeMs: int32({ default: 0 }),
    errorCode: int16(),
    clientInstanceId: uuid(),
    subscriptionId: int32(),
    acceptedCompressionTypes: array(int8()),
    pushIntervalMs: int32(),
    telemetryMaxBytes: int32(),
    deltaTemporality: boolean(),
    requestedMetrics: array(string()),
  },
)
export type GetTelemetrySubscriptionsResponse = TypeOf<typeof GetTelemetrySubscriptionsResponse>

export const GetTelemetrySubscriptions = api(
  'GetTelemetrySubscriptions',
  GetTelemetrySubscriptionsRequest,
  GetTelemetrySubscriptionsResponse,
)
