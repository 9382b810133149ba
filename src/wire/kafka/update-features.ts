import { array, boolean, int8, int16, int32, message, string, type TypeOf } from '../schema/index.ts'
import { api } from './api.ts'

export const UpdateFeaturesRequest = message(
  'UpdateFeaturesRequest',
  { key: 57, versions: '0-1', flexible: '0+' },
  {
    timeoutMs: int32({ default: 60000 }),
    featureUpdates: array({
      feature: string(),
      maxVersionLevel: int16(),
      allowDowngrade: boolean({ until: 0 }),
      upgradeType: int8({ since: 1, default: 1 }),
    }),
    validateOnly: boolean({ since: 1, default: false }),
  },
)
export type UpdateFeaturesRequest = TypeOf<typeof UpdateFeaturesRequest>

export const UpdateFeaturesResponse = message(
  'UpdateFeaturesResponse',
  { key: 57, versions: '0-1', flexible: '0+' },
  {
    throttleTimeMs: int32({ default: 0 }),
    errorCode: int16(),
    errorMessage: string({ nullable: true }),
    results: array({
      feature: string(),
      errorCode: int16(),
      errorMessage: string({ nullable: true }),
    }),
  },
)
export type UpdateFeaturesResponse = TypeOf<typeof UpdateFeaturesResponse>

export const UpdateFeatures = api('UpdateFeatures', UpdateFeaturesRequest, UpdateFeaturesResponse)
