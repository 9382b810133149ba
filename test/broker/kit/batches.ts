import { buildBatch } from '../../../src/wire/records/builder.ts'

/** A batch of one record without key. */
export const oneRecord = (value: string): Buffer => buildBatch([{ timestamp: 1, key: null, value: Buffer.from(value) }])
