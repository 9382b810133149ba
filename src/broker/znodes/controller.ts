import { encodeJson, JsonObject } from './json.ts'

/** `/controller`. */
export const encodeController = (brokerId: number, now: number): Buffer =>
  encodeJson({ version: 2, brokerid: brokerId, timestamp: String(now), kraftControllerEpoch: -1 })

export const decodeController = (data: Uint8Array): number => JsonObject.parse(data).number('brokerid')

/** `/controller_epoch`: decimal text. */
export const encodeControllerEpoch = (epoch: number): Buffer => Buffer.from(String(epoch))

export function decodeControllerEpoch(data: Uint8Array): number {
  const text = Buffer.from(data).toString('latin1')
  if (!/^\d+$/.test(text)) throw new Error(`/controller_epoch holds no number: ${text}`)
  return Number(text)
}
