import { ConfigReader } from '../config-reader.ts'
import type { Sampling } from './stats.ts'

/** @throws ClientError (ConfigException) on a value that does not fit */
export function sampling(properties: ReadonlyMap<string, string>): Sampling {
  const read = new ConfigReader(properties)
  return {
    samples: read.int('metrics.num.samples', 2, { min: 1 }),
    windowMs: read.long('metrics.sample.window.ms', 30_000, { min: 0 }),
  }
}
