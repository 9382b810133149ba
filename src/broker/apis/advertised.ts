import { advertisedApis } from '../../wire/kafka/api-keys.ts'

/** The table of APIs that clients get: exactly 3.7.0's in ZooKeeper mode. */
export const advertised = advertisedApis.map(({ key, min, max }) => ({ apiKey: key, minVersion: min, maxVersion: max }))
