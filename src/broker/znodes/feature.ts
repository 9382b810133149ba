import { encodeJson } from './json.ts'

/** `/feature` as a 3.7 controller writes it: no feature has a finalised version in ZooKeeper mode. */
export const encodeFeature = (): Buffer => encodeJson({ features: {}, version: 2, status: 1 })
