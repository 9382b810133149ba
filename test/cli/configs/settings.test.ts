import { expect, test } from 'vitest'
import { changesOf } from '../../../src/cli/configs/changes.ts'
import { entitiesOf } from '../../../src/cli/configs/entities.ts'
import { configOptions } from '../../../src/cli/configs/options.ts'
import { Session } from '../../../src/cli/configs/session.ts'
import { parse } from '../../../src/cli/kit/jopt/parse.ts'
import type { Cluster } from '../../../src/client/cluster.ts'
import { capturedContext } from '../kit/captured-context.ts'

const changes = (...args: string[]) => changesOf(capturedContext(args).context, parse(configOptions, args))
const entities = (...args: string[]) => entitiesOf(parse(configOptions, args))

test.each([
  ['a=1,b=2', { a: '1', b: '2' }],
  ['a=[x,y],b = [k=v,w]', { a: 'x,y', b: 'k=v,w' }],
  ['a=', { a: '' }],
  ['a=1,,', { a: '1' }],
  ['SCRAM-SHA-256=[iterations=8192,password=x]', { 'SCRAM-SHA-256': 'iterations=8192,password=x' }],
])('--add-config %s', (text, settings) => {
  expect(Object.fromEntries(changes('--add-config', text).add)).toEqual(settings)
})

test.each(['a', '', 'a=1,,b=2', 'a=1=2'])('no settings: "%s"', (text) => {
  const message = 'requirement failed: Invalid entity config: all configs to be added must be in the format "key=val".'
  expect(() => changes('--add-config', text)).toThrow(message)
})

test('names to delete are trimmed, and looked at like the others', () => {
  expect(changes('--delete-config', 'a, b', '--delete-config', 'c').remove).toEqual(['a', 'b', 'c'])
  expect(() => changes('--delete-config', 'a b')).toThrow('Invalid character found for config key: a b')
})

test('names and defaults belong to the types in the order in which they were given', () => {
  const types = ['--entity-type', 'clients', '--entity-type', 'users']
  expect(entities(...types, '--entity-default', '--entity-name', 'u').names).toEqual(['', 'u'])
  expect(entities(...types, '--entity-name', 'c', '--entity-default').names).toEqual(['c', ''])
  expect(entities('--client-defaults', '--user', 'u')).toEqual({ types: ['users', 'clients'], names: ['u', ''] })
})

test('a call that does not answer is given up as Java gives up a future', async () => {
  const { context } = capturedContext([])
  const pending: (() => void)[] = []
  const clock = { ...context.clock, after: (_: number, task: () => void) => ({ cancel() {}, at: pending.push(task) }) }
  const cluster: Cluster = Object.create(null)
  const answer = new Session({ ...context, clock }, cluster, false).get(() => new Promise(() => {}), 30)
  for (const task of pending) task()
  await expect(answer).rejects.toMatchObject({ className: 'java.util.concurrent.TimeoutException', message: '' })
})
