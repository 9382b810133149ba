import { expect, test } from 'vitest'
import { hashOrder } from '../../src/base/hash-order.ts'

const ordered = (names: string) => hashOrder(names.split(' ').sort(), (name) => name).join(' ')

// All seen from the real kafka-topics --describe.
test.each([
  'both-a only1 both-b only0',
  'dotted.name plain under_score assigned conf dash-Name-9 three',
  'aa bb cc orders payments',
  'aa bb cc t4 t5 t6 t7 t8 payments users orders t1 t2 t3',
])('%s', (seen) => {
  expect(ordered(seen)).toBe(seen)
})

test('of nothing is nothing', () => {
  expect(hashOrder([], String)).toEqual([])
})
