import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { errorName } from '../../../src/wire/kafka/errors.ts'
import { IncrementalAlterConfigs } from '../../../src/wire/kafka/incremental-alter-configs.ts'
import { Metadata } from '../../../src/wire/kafka/metadata.ts'
import { freePort } from '../../kit/servers.ts'
import { WireClient } from '../../kit/wire-client.ts'
import { type TestBroker, TestBrokers } from '../kit/brokers.ts'

const brokerType = 4

let cluster: TestBrokers
let broker: TestBroker
let inside: number
let outside: number
beforeAll(async () => {
  inside = await freePort()
  outside = await freePort()
  cluster = await TestBrokers.start(0)
  broker = cluster.add(0, {
    listeners: `PLAINTEXT://127.0.0.1:${inside}`,
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,OUTSIDE:PLAINTEXT',
  })
  await broker.start()
  await cluster.allKnown()
})
afterAll(() => cluster.close())

async function alter(name: string, value: string): Promise<string> {
  const configs = [{ name, configOperation: 0, value }]
  const resources = [{ resourceType: brokerType, resourceName: '0', configs }]
  const answer = await WireClient.with(inside, (client) =>
    client.ask(IncrementalAlterConfigs, 1, { resources, validateOnly: false }),
  )
  const [{ errorCode = -1, errorMessage = null } = {}] = answer.responses
  return errorCode === 0 ? 'NONE' : `${errorName(errorCode)} ${errorMessage}`
}

/** What a client learns that comes by the outer listener; undefined while it can't come. */
const seenOutside = async () => {
  try {
    const { brokers } = await WireClient.with(outside, (client) => client.ask(Metadata, 9, { topics: [] }))
    return brokers.map(({ host, port }) => `${host}:${port}`).join()
  } catch {
    return undefined
  }
}

describe('the listeners of a running broker', () => {
  it('become more, and are advertised at once', async () => {
    const both = `PLAINTEXT://127.0.0.1:${inside},OUTSIDE://127.0.0.1:${outside}`
    expect(await alter('listeners', both)).toBe('NONE')
    await expect.poll(seenOutside).toBe(`127.0.0.1:${outside}`)
  })

  it('are advertised otherwise', async () => {
    const advertised = `PLAINTEXT://127.0.0.1:${inside},OUTSIDE://outside.example:1234`
    expect(await alter('advertised.listeners', advertised)).toBe('NONE')
    await expect.poll(seenOutside).toBe('outside.example:1234')
  })

  it('stay as they are when the new ones make no sense', async () => {
    expect(await alter('advertised.listeners', 'OUTSIDE://outside.example:1234')).toBe(
      'INVALID_REQUEST requirement failed: inter.broker.listener.name must be a listener name defined in advertised.listeners. The valid options based on currently configured listeners are OUTSIDE',
    )
    expect(await alter('listeners', `OUTSIDE://127.0.0.1:${outside}`)).toBe(
      'INVALID_REQUEST requirement failed: advertised.listeners listener names must be equal to or a subset of the ones defined in listeners. Found PLAINTEXT,OUTSIDE. The valid options based on the current configuration are OUTSIDE',
    )
    expect(await seenOutside()).toBe('outside.example:1234')
  })

  it('become fewer', async () => {
    expect(await alter('advertised.listeners', `PLAINTEXT://127.0.0.1:${inside}`)).toBe('NONE')
    expect(await alter('listeners', `PLAINTEXT://127.0.0.1:${inside}`)).toBe('NONE')
    await expect.poll(seenOutside).toBe(undefined)
    expect(await alter('num.io.threads', '9')).toBe('NONE')
  })
})
