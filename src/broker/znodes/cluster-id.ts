import { encodeJson, JsonObject } from './json.ts'

/** `/cluster/id`: the version is text here. */
export const encodeClusterId = (id: string) => encodeJson({ version: '1', id })

export const decodeClusterId = (data: Uint8Array): string => JsonObject.parse(data).string('id')
