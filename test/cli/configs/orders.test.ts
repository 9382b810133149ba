import { expect, test } from 'vitest'
import { hashCodeOrder, hashOrder, javaMapSize, scalaSetOrder, stringHash } from '../../../src/base/hash-order.ts'

test('Java’s maps hand out strings by their buckets', () => {
  const quotas = ['consumer_byte_rate', 'controller_mutation_rate', 'producer_byte_rate', 'request_percentage']
  const inMap = ['producer_byte_rate', 'consumer_byte_rate', 'controller_mutation_rate', 'request_percentage']
  expect(hashOrder(quotas, (name) => name)).toEqual(inMap)
  expect(hashOrder(['other.one', 't'], (name) => name, javaMapSize)).toEqual(['t', 'other.one'])
})

test('and numbers by themselves, as far as the buckets reach', () => {
  expect(hashCodeOrder([17, 2, 16, 0], (id) => id, javaMapSize)).toEqual([16, 0, 17, 2])
})

test('Scala’s sets keep the order of four, and have one of their own for more', () => {
  expect(scalaSetOrder(['d', 'c', 'b', 'a'], stringHash)).toEqual(['d', 'c', 'b', 'a'])
  expect(scalaSetOrder(['a', 'b', 'c', 'd', 'eee'], stringHash)).toEqual(['eee', 'a', 'b', 'c', 'd'])
})
