import { array, boolean, int16, int32, message, string, type TypeOf, uint16, uuid } from '../schema/index.ts'
import { api } from './api.ts'

export const ControllerRegistrationRequest = message(
  'ControllerRegistrationRequest',
  { key: 70, versions: '0', flexible: '0+' },
  {
    controllerId: int32(),
    incarnationId: uuid(),
    zkMigrationReady: boolean(),
    listeners: array({
      name: string(),
      host: string(),
      port: uint16(),
      securityProtocol: int16(),
    }),
    features: array({
      name: string(),
      minSupportedVersion: int16(),
      maxSupportedVersion: int16(),
    }),
  },
)
export type ControllerRegistrationRequest = TypeOf<typeof ControllerRegistrationRequest>

export const ControllerRegistrationResponse = message(
  'ControllerRegistrationResponse',
  { key: 70, versions: '0', flexible: '0+' },
  {
    throttleTimeMs: int32({ default: 0 }),
    errorCode: int16(),
    errorMessage: string({ nullable: true }),
  },
)
export type ControllerRegistrationResponse = TypeOf<typeof ControllerRegistrationResponse>

export const ControllerRegistration = api(
  'ControllerRegistration',
  ControllerRegistrationRequest,
  ControllerRegistrationResponse,
)
