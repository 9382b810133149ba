import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatPlan, parsePlan } from '../../../src/cli/groups/reset-plan.ts'

const names = fc
  .string({ unit: fc.constantFrom(...'abzAZ09._-, "'), minLength: 1, maxLength: 30 })
  .filter((s) => s.trim() === s)
const offsets = fc.array(
  fc.record({ topic: names, partition: fc.nat(100), offset: fc.nat({ max: Number.MAX_SAFE_INTEGER }) }),
  { minLength: 1, maxLength: 5 },
)

test('what was exported can be imported, for one group and for several', () => {
  fc.assert(
    fc.property(fc.uniqueArray(names, { minLength: 1, maxLength: 3 }), offsets, (groups, list) => {
      const plan = new Map(groups.map((group) => [group, list]))
      expect(parsePlan(formatPlan(plan, groups.length === 1), groups)).toEqual(plan)
    }),
  )
})

test('one group’s plan may name the group all the same', () => {
  expect(parsePlan('"g","t",0,1\n', ['g'])).toEqual(new Map([['g', [{ topic: 't', partition: 0, offset: 1 }]]]))
})

test('missing columns are 0, as Kafka has it', () => {
  expect(parsePlan('t;0;1', ['g'])).toEqual(new Map([['g', [{ topic: 't;0;1', partition: 0, offset: 0 }]]]))
})

test('a column too many and words for numbers are refused', () => {
  expect(() => parsePlan('g,t,0,1,2', ['g'])).toThrow('Too many entries')
  expect(() => parsePlan('g,t,zero,1', ['g', 'h'])).toThrow('Cannot deserialize value of type `int` from String "zero"')
})

test.each([
  ['', 'No content to map due to end-of-input'],
  ['g,t,0,abc', 'Cannot deserialize value of type `long` from String "abc": not a valid `long` value'],
  ['t,0,1,4,5', 'Too many entries: expected at most 4 (value #4 (1 chars) "5")'],
])('%j is refused', (text, message) => {
  expect(() => parsePlan(text, ['g'])).toThrow(message)
})
