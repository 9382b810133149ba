import { expect } from 'vitest'
import type { LogRecord } from '../../src/wire/records/record.ts'
import type { Acknowledged, AcknowledgedLoad } from './acknowledged-load.ts'

/** All records of a partition, as a consumer sees them. */
export type ReadPartition = (partition: number) => Promise<LogRecord[]>

/**
 * For a load that has stopped: everything sent was acknowledged; what was acknowledged is there, where it was said to
 * be; nothing is there twice; each partition is in the order of sending.
 */
export async function checkAcknowledged(load: AcknowledgedLoad, read: ReadPartition): Promise<void> {
  expect(load.failures).toEqual([])
  expect(load.acknowledged.size).toBe(load.sent)
  const found = new Map<number, Acknowledged>()
  for (let partition = 0; partition < load.partitions; partition++) {
    addInOrder(found, partition, await read(partition))
  }
  const wrong = [...load.acknowledged].filter(([number, { partition, offset }]) => {
    const stored = found.get(number)
    return stored?.partition !== partition || stored.offset !== offset
  })
  expect(wrong).toEqual([])
}

function addInOrder(found: Map<number, Acknowledged>, partition: number, records: readonly LogRecord[]): void {
  let before = -1
  for (const { offset, value } of records) {
    const number = Number(value)
    expect(number, `the record at ${partition}/${offset} follows ${before}`).toBeGreaterThan(before)
    expect(found.has(number), `${number} is there twice`).toBe(false)
    found.set(number, { partition, offset })
    before = number
  }
}
